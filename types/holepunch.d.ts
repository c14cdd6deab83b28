// Types for the Holepunch modules, which have none of their own: only what this project calls, as the installed
// versions behave.

declare module 'hypercore-crypto' {
  export interface KeyPair {
    publicKey: Buffer
    secretKey: Buffer
  }
  /** `index` is the node's place in the flat tree, `size` the bytes under it. */
  export interface TreeNode {
    index: number
    size: number
    hash: Buffer
  }
  interface HypercoreCrypto {
    keyPair(seed?: Uint8Array): KeyPair
    validateKeyPair(keyPair: KeyPair): boolean
    sign(message: Uint8Array, secretKey: Uint8Array): Buffer
    verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean
    /** BLAKE2b-256 over the concatenation of the parts. */
    hash(data: Uint8Array | Uint8Array[]): Buffer
    /** Hash of one block, of two nodes of a log's tree, and of the tree's roots. */
    data(block: Uint8Array): Buffer
    parent(left: TreeNode, right: TreeNode): Buffer
    tree(roots: readonly TreeNode[]): Buffer
    discoveryKey(key: Uint8Array): Buffer
    randomBytes(size: number): Buffer
  }
  const crypto: HypercoreCrypto
  export default crypto
}

declare module 'sodium-universal' {
  interface Sodium {
    /** Writes the X25519 form (32 bytes) of an Ed25519 key. Throws for a public key that is not a point, or small. */
    crypto_sign_ed25519_pk_to_curve25519(x25519: Uint8Array, publicKey: Uint8Array): void
    crypto_sign_ed25519_sk_to_curve25519(x25519: Uint8Array, secretKey: Uint8Array): void
    /** X25519. Throws if the result is zero. */
    crypto_scalarmult(secret: Uint8Array, scalar: Uint8Array, point: Uint8Array): void
  }
  const sodium: Sodium
  export default sodium
}

declare module '@hyperswarm/secret-stream' {
  import type { Duplex } from 'node:stream'
  /** A Noise stream over any duplex; not a node:stream at run time (streamx), but close enough where we use it. */
  export default class NoiseSecretStream {
    constructor(isInitiator: boolean, rawStream?: Duplex | null, options?: Record<string, unknown>)
    readonly noiseStream: NoiseSecretStream
    readonly publicKey: Buffer
    readonly remotePublicKey: Buffer
    readonly handshakeHash: Buffer
    readonly rawStream: unknown
    readonly opened: Promise<boolean>
    readonly destroyed: boolean
    readonly destroying: boolean
    readonly isInitiator: boolean
    readonly rawBytesRead: number
    readonly rawBytesWritten: number
    userData: unknown
    write(data: Uint8Array): boolean
    end(): this
    pause(): this
    resume(): this
    destroy(error?: Error | null): void
    setKeepAlive(ms: number): void
    setTimeout(ms: number): void
    on(event: 'data', listener: (data: Buffer) => void): this
    on(event: 'error', listener: (error: Error) => void): this
    on(event: 'close' | 'drain' | 'end' | 'open' | 'connect', listener: () => void): this
    once(event: 'close' | 'drain' | 'end' | 'open' | 'connect', listener: () => void): this
    off(event: 'close' | 'drain' | 'end' | 'open' | 'connect', listener: () => void): this
  }
}

declare module 'protomux' {
  import type NoiseSecretStream from '@hyperswarm/secret-stream'

  /** A compact-encoding codec. */
  interface Codec<T> {
    preencode(state: { start: number; end: number; buffer: Uint8Array | null }, message: T): void
    encode(state: { start: number; end: number; buffer: Uint8Array | null }, message: T): void
    decode(state: { start: number; end: number; buffer: Uint8Array | null }): T
  }
  export interface ProtomuxMessage<T> {
    readonly type: number
    /** False when the stream is full (or the channel closed); true while the muxer is corked. */
    send(message: T): boolean
  }
  export interface ProtomuxChannel {
    readonly opened: boolean
    readonly closed: boolean
    open(handshake?: unknown): void
    close(): void
    cork(): void
    uncork(): void
    addMessage<T>(options: { encoding: Codec<T>; onmessage: (message: T) => void }): ProtomuxMessage<T>
  }
  export interface ProtomuxChannelOptions {
    protocol: string
    id?: Uint8Array | null
    unique?: boolean
    onopen?: () => void
    onclose?: (isRemote: boolean) => void
    ondestroy?: () => void
    ondrain?: () => void
  }
  export default class Protomux {
    static from(stream: NoiseSecretStream): Protomux
    readonly stream: NoiseSecretStream
    readonly drained: boolean
    /** Null when the stream is destroyed or the protocol is open already. */
    createChannel(options: ProtomuxChannelOptions): ProtomuxChannel | null
    pair(
      target: { protocol: string; id?: Uint8Array | null },
      notify: (id: Buffer | null) => void | Promise<void>,
    ): void
    unpair(target: { protocol: string; id?: Uint8Array | null }): void
    cork(): void
    uncork(): void
    destroy(error?: Error): void
  }
}

declare module 'hyperdht' {
  export interface DhtAddress {
    host: string
    port: number
  }
  export interface DhtOptions {
    bootstrap?: (string | DhtAddress)[]
    host?: string
    port?: number
    keyPair?: { publicKey: Uint8Array; secretKey: Uint8Array }
    ephemeral?: boolean
    firewalled?: boolean
  }
  export interface LookupReply {
    peers: { publicKey: Buffer; relayAddresses: DhtAddress[] }[]
  }
  /**
   * A walk through the DHT that gives answers as they come in; `finished` also waits for what is committed at the
   * closest nodes.
   */
  export interface DhtQuery<T> extends AsyncIterable<T> {
    finished(): Promise<void>
    destroy(): void
  }
  export default class HyperDHT {
    constructor(options?: DhtOptions)
    lookup(target: Uint8Array): DhtQuery<LookupReply>
    announce(
      target: Uint8Array,
      keyPair: { publicKey: Uint8Array; secretKey: Uint8Array },
      relayAddresses?: DhtAddress[],
    ): DhtQuery<LookupReply>
    unannounce(target: Uint8Array, keyPair: { publicKey: Uint8Array; secretKey: Uint8Array }): Promise<void>
    readonly online: boolean
    readonly bootstrapped: boolean
    readonly destroyed: boolean
    fullyBootstrapped(): Promise<void>
    /** The most recently heard nodes of the routing table. */
    toArray(options?: { limit?: number }): DhtAddress[]
    address(): DhtAddress | null
    refresh(): void
    destroy(options?: { force?: boolean }): Promise<void>
    on(event: 'ready' | 'network-update' | 'network-change' | 'add-node' | 'remove-node', listener: () => void): this
    off(event: 'ready' | 'network-update' | 'network-change' | 'add-node' | 'remove-node', listener: () => void): this
  }
}

declare module 'hyperdht/testnet.js' {
  import type HyperDHT from 'hyperdht'
  import type { DhtAddress } from 'hyperdht'
  export interface Testnet {
    readonly nodes: HyperDHT[]
    readonly bootstrap: DhtAddress[]
    createNode(options?: Record<string, unknown>): HyperDHT
    destroy(): Promise<void>
  }
  export default function createTestnet(size?: number, options?: { host?: string; port?: number }): Promise<Testnet>
}

declare module 'hyperswarm' {
  import type HyperDHT from 'hyperdht'
  import type { DhtAddress } from 'hyperdht'
  import type NoiseSecretStream from '@hyperswarm/secret-stream'

  export interface SwarmPeerInfo {
    readonly publicKey: Buffer
    readonly banned: boolean
    /** Topics under which it was found. */
    readonly topics: Buffer[]
    ban(value: boolean): void
  }
  export interface FoundPeer {
    readonly publicKey: Buffer
  }
  export interface PeerDiscoverySession {
    refresh(options?: { client?: boolean; server?: boolean }): Promise<boolean>
    flushed(): Promise<boolean>
    destroy(): Promise<void>
  }
  export interface HyperswarmOptions {
    dht?: HyperDHT
    keyPair?: { publicKey: Uint8Array; secretKey: Uint8Array }
    /** True refuses the connection (and bans the key until `ban(false)`). */
    firewall?: (remotePublicKey: Buffer) => boolean
    /** Connections, inbound and outbound, above which nobody is dialled. */
    maxPeers?: number
    /** Outbound connections above which nobody else is dialled, except by `joinPeer`. */
    maxClientConnections?: number
    maxParallel?: number
  }
  export default class Hyperswarm {
    constructor(options?: HyperswarmOptions)
    readonly dht: HyperDHT
    readonly keyPair: { publicKey: Uint8Array; secretKey: Uint8Array }
    readonly destroyed: boolean
    readonly suspended: boolean
    readonly server: { readonly relayAddresses: DhtAddress[] }
    readonly connections: Set<NoiseSecretStream>
    /** Connects to a key and keeps the connection up until `leavePeer`, which does not close it. */
    joinPeer(publicKey: Uint8Array): void
    leavePeer(publicKey: Uint8Array): void
    /** Known peers by hex key. */
    readonly peers: Map<string, SwarmPeerInfo>
    join(topic: Uint8Array, options?: { client?: boolean; server?: boolean }): PeerDiscoverySession
    leave(topic: Uint8Array): Promise<void>
    flush(): Promise<boolean>
    suspend(): Promise<void>
    resume(): Promise<void>
    destroy(options?: { force?: boolean }): Promise<void>
    /** Called for each peer that a lookup finds; decides whether to dial. Not public, but the only place to do so. */
    _handlePeer(peer: FoundPeer, topic: Buffer): void
    /** Asked when a connection that was dialled has ended: true dials again after a while. Not public either. */
    _shouldRequeue(peer: SwarmPeerInfo): boolean
    on(event: 'connection', listener: (stream: NoiseSecretStream, info: SwarmPeerInfo) => void): this
    on(event: 'update', listener: () => void): this
  }
}

declare module 'hypercore' {
  import type NoiseSecretStream from '@hyperswarm/secret-stream'
  import type { TreeNode } from 'hypercore-crypto'
  import type Protomux from 'protomux'

  export interface HypercoreManifestInput {
    version?: number
    signers: { publicKey: Uint8Array; namespace?: Uint8Array }[]
  }
  export interface GetOptions {
    wait?: boolean
    /** Milliseconds; 0 waits for ever. Rejects with REQUEST_TIMEOUT. */
    timeout?: number
  }
  /** What one holder of a log shows another of its tree. */
  export interface TreeProof {
    fork: number
    upgrade: { start: number; length: number; nodes: TreeNode[]; additionalNodes: TreeNode[]; signature: Buffer }
  }
  /** What a peer sends in answer to a request; `block` is null in answers without one. */
  export interface DataProof {
    block: { index: number; value: Buffer | null } | null
  }
  /** Changes to what is on the disk; -1 ends a range at its end. */
  export interface StorageChanges {
    deleteHead(): void
    deleteBlockRange(start: number, end: number): void
    deleteTreeNodeRange(start: number, end: number): void
    deleteBitfieldPageRange(start: number, end: number): void
    flush(): Promise<unknown>
  }
  /** Where a core is in the database. */
  export interface CorePointer {
    readonly corePointer: number
    readonly dataPointer: number
  }
  /** The shared innards of all sessions of one core; `allowFork` false refuses every reorganisation. */
  export interface HypercoreInternals {
    readonly replicator: {
      allowFork: boolean
      readonly downloading: boolean
      attached(mux: Protomux): boolean
      attachTo(mux: Protomux): void
      destroy(): void
    }
    readonly opened: boolean
    readonly discoveryKey: Buffer | null
    closed: boolean
    closing: Promise<unknown> | null
    readonly header: { frozen?: boolean; keyPair?: object | null } | null
    /** The tree as it is on this disk; `signature` is null for an empty log. */
    readonly state: {
      readonly length: number
      readonly fork: number
      readonly signature: Buffer | null
      readonly storage: { readonly core: CorePointer; write(): StorageChanges }
      hash(): Buffer
    } | null
    allSessions(): Hypercore[]
    /** Verifies and writes what a peer has sent. */
    verify(proof: DataProof, from: { readonly remotePublicKey: Buffer }): Promise<boolean>
    /** Closes it at once; there must be no session. */
    destroy(): Promise<void>
  }
  /** Opaque: only Corestore uses it. */
  export interface CoreDatabase {
    close(): Promise<void>
  }
  export default class Hypercore {
    static key(manifest: HypercoreManifestInput | Uint8Array): Buffer
    static discoveryKey(key: Uint8Array): Buffer
    /** A database for a Corestore; `writeBufferSize` in bytes is an option of RocksDB's column families. */
    static defaultStorage(directory: string, options: { writeBufferSize?: number }): CoreDatabase
    readonly key: Buffer | null
    readonly discoveryKey: Buffer | null
    readonly core: HypercoreInternals | null
    readonly length: number
    /** Bytes of all blocks, signed with the length. */
    readonly byteLength: number
    /** Blocks on this disk before the first missing one. */
    readonly contiguousLength: number
    readonly fork: number
    readonly writable: boolean
    readonly opened: boolean
    readonly closed: boolean
    readonly closing: Promise<void> | null
    readonly peers: { readonly remotePublicKey: Buffer }[]
    ready(): Promise<void>
    close(): Promise<void>
    append(block: Uint8Array | Uint8Array[]): Promise<{ length: number; byteLength: number }>
    get(index: number, options?: GetOptions): Promise<Buffer | null>
    has(start: number, end?: number): Promise<boolean>
    clear(start: number, end?: number): Promise<unknown>
    truncate(length: number): Promise<void>
    /** The tree hash that the log had at `length`. */
    treeHash(length?: number): Promise<Buffer>
    update(options?: { wait?: boolean }): Promise<boolean>
    download(range: { start: number; end: number }): { done(): Promise<void>; destroy(): void }
    on(event: 'append' | 'ready' | 'close' | 'peer-add' | 'peer-remove', listener: () => void): this
    on(event: 'upload', listener: (index: number, bytes: number) => void): this
    on(event: 'truncate', listener: (length: number, fork: number) => void): this
    on(event: 'conflict', listener: (length: number, fork: number, proof: TreeProof) => void): this
    off(event: string, listener: (...args: never[]) => void): this
    /**
     * The nodes that build the tree at `start` + `length`, and from there (additional) the whole, with the signature of
     * the whole.
     */
    proof(options: { upgrade: { start: number; length: number } }): Promise<TreeProof>
    replicate(stream: NoiseSecretStream | boolean): unknown
  }
}

declare module 'hypercore/lib/caps.js' {
  interface Caps {
    /** What the owner of a log signs: key, tree hash, length, fork. */
    treeSignable(manifestHash: Buffer, treeHash: Buffer, length: number, fork: number): Buffer
  }
  const caps: Caps
  export default caps
}

declare module 'hypercore/lib/verifier.js' {
  import type { HypercoreManifestInput } from 'hypercore'
  export default class Verifier {
    static fromManifest(manifest: HypercoreManifestInput): Verifier
    readonly manifestHash: Buffer
    verify(
      batch: { length: number; fork: number; signable(manifestHash: Buffer): Buffer; hash(): Buffer },
      signature: Buffer,
    ): boolean
    sign(batch: { signable(manifestHash: Buffer): Buffer }, keyPair: { publicKey: Buffer; secretKey: Buffer }): Buffer
  }
}

declare module 'corestore' {
  import type Hypercore from 'hypercore'
  import type { CoreDatabase, CorePointer, HypercoreInternals, HypercoreManifestInput } from 'hypercore'
  import type NoiseSecretStream from '@hyperswarm/secret-stream'
  import type Protomux from 'protomux'

  export interface CoreOptions {
    name?: string
    key?: Uint8Array
    keyPair?: { publicKey: Uint8Array; secretKey: Uint8Array }
    /** Left out: version 1, with `keyPair` for its one signer. */
    manifest?: HypercoreManifestInput
    /** Honoured only by the first opening of a core in a process. */
    allowFork?: boolean
    writable?: boolean
  }
  export default class Corestore {
    constructor(storage: string | CoreDatabase)
    /** The database. */
    readonly storage: {
      deleteCore(pointer: CorePointer): Promise<unknown>
      flush(): Promise<void>
      compact(options?: {
        /** 0: as configured, 1: by force, 2: not at all. */
        blobGarbageCollectionPolicy?: number
        /** Part of the files, the oldest ones, that is rewritten by force. */
        blobGarbageCollectionAgeCutoff?: number
      }): Promise<void>
      /** Every log on this disk. */
      createCoreStream(): AsyncIterable<{ readonly discoveryKey: Buffer }>
      hasCore(discoveryKey: Uint8Array, options?: { ifMigrated?: boolean }): Promise<boolean>
    }
    /** The open cores; `gc` lets one go that is closed. */
    readonly cores: { gc(core: HypercoreInternals): void; readonly map: ReadonlyMap<string, HypercoreInternals> }
    /** The streams that it replicates over; opens a log on all of them. */
    readonly streamTracker: {
      readonly records: readonly { readonly stream: { readonly noiseStream: { readonly userData: Protomux } } }[]
      attachAll(core: HypercoreInternals): void
    }
    /** Whether an open log is opened on a new stream. */
    _shouldReplicate(core: HypercoreInternals, mux: Protomux): boolean
    ready(): Promise<void>
    get(options: CoreOptions): Hypercore
    namespace(name: string): Corestore
    /** Calls back with each core that is opened from now on, also those that a remote asks for. */
    watch(listener: (core: HypercoreInternals) => void): void
    unwatch(listener: (core: HypercoreInternals) => void): void
    replicate(stream: NoiseSecretStream | boolean): unknown
    close(): Promise<void>
  }
}

declare module 'hyperbee' {
  import type Hypercore from 'hypercore'

  export interface BeeEntry<V> {
    seq: number
    key: string
    value: V
  }
  export interface BeeBatch {
    put(key: string, value: Uint8Array): Promise<void>
    del(key: string): Promise<void>
    flush(): Promise<void>
    close(): Promise<void>
  }
  export default class Hyperbee {
    constructor(
      core: Hypercore,
      options: {
        /** 'binary' for keys that are no text. */ keyEncoding: 'utf-8' | 'binary'
        valueEncoding: 'binary'
        alwaysDuplicate?: boolean
        extension?: boolean
      },
    )
    readonly core: Hypercore
    readonly version: number
    ready(): Promise<void>
    close(): Promise<void>
    get(key: string): Promise<BeeEntry<Buffer> | null>
    put(key: string | Uint8Array, value: Uint8Array): Promise<void>
    batch(): BeeBatch
    createReadStream(range?: { gt?: string; gte?: string; lt?: string; lte?: string }): AsyncIterable<BeeEntry<Buffer>>
  }
}

declare module 'hyperbee/lib/messages.js' {
  /** One block of a bee, before any interpretation: protobuf {index, key, value?}. */
  interface Messages {
    Node: {
      decode(block: Uint8Array): { index: Buffer; key: Buffer; value: Buffer | null }
      encode(node: { index: Buffer; key: Buffer; value: Buffer | null }): Buffer
    }
  }
  const messages: Messages
  export default messages
}

declare module 'z32' {
  const z32: { encode(bytes: Uint8Array): string; decode(text: string): Buffer }
  export default z32
}

declare module 'hyperdrive' {
  /** What a drive needs of a corestore. */
  export interface DriveStore {
    replicate(stream: unknown): void
  }
  export interface Drive {
    readonly key: Buffer
    readonly discoveryKey: Buffer
    ready(): Promise<void>
    createWriteStream(name: string): NodeJS.WritableStream
    entry(name: string, options?: { wait?: boolean }): Promise<unknown>
    /** Copies every file to another drive; yields what it did. */
    mirror(out: unknown): AsyncIterable<unknown>
    /** Closes the drive and the corestore that it was given. */
    close(): Promise<void>
  }
  const Hyperdrive: new (store: DriveStore, key: Buffer | null) => Drive
  export default Hyperdrive
}

declare module 'localdrive' {
  const Localdrive: new (folder: string) => object
  export default Localdrive
}
