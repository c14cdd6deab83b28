import { seededRandom, type Random } from '../base/random.ts'

const RATE = 44_100
const HEADER_BYTES = 44

/** Semitones of a scale above its root. */
const SCALES: Record<string, readonly number[]> = {
  major: [0, 2, 4, 7, 9, 12, 14, 16],
  minor: [0, 3, 5, 7, 10, 12, 15, 17],
  insen: [0, 1, 5, 7, 10, 12, 13, 17],
}

interface Voice {
  harmonics: readonly number[]
  decay: number
  attack: number
}

const VOICES: Record<string, Voice> = {
  piano: { harmonics: [1, 0.42, 0.2, 0.08], decay: 2.6, attack: 0.006 },
  koto: { harmonics: [1, 0.7, 0.45, 0.2], decay: 4.5, attack: 0.002 },
  organ: { harmonics: [1, 0.5, 0.33], decay: 0.7, attack: 0.05 },
  bell: { harmonics: [1, 0, 0.6, 0.35], decay: 1.6, attack: 0.002 },
}

/** A melody as a bounded random walk over a scale. */
function melody(random: Random, beats: number): (number | null)[] {
  let step = random.int(5)
  return Array.from({ length: beats }, (_, beat) => {
    if (beat % 8 === 7 && random.next() < 0.6) return null
    step = Math.min(7, Math.max(0, step + random.int(5) - 2))
    return step
  })
}

function addNote(
  samples: Float32Array,
  start: number,
  hertz: number,
  seconds: number,
  volume: number,
  voice: Voice,
): void {
  const end = Math.min(samples.length, start + Math.floor(seconds * RATE))
  voice.harmonics.forEach((loudness, k) => {
    if (loudness === 0) return
    // a rotating phasor avoids a call of Math.sin per sample
    const angle = (2 * Math.PI * hertz * (k + 1)) / RATE
    const [turnCos, turnSin] = [Math.cos(angle), Math.sin(angle)]
    const fade = Math.exp((-voice.decay * (1 + 0.5 * k)) / RATE)
    let [re, im] = [volume * loudness, 0]
    for (let i = start; i < end; i++) {
      const attack = Math.min(1, (i - start) / (voice.attack * RATE))
      samples[i] = (samples[i] as number) + im * attack
      const next = (re * turnCos - im * turnSin) * fade
      im = (re * turnSin + im * turnCos) * fade
      re = next
    }
  })
}

/**
 * A short synthesised melody with a bass as a WAV file: PCM, 16 bit, mono, 44.1 kHz. `subject` is "voice scale"
 * (piano, koto, organ, bell; major, minor, insen); `scale` counts tens of seconds. Equal arguments give equal bytes.
 */
export function makeSound(subject: string, seed: number, scale: number): Uint8Array {
  const random = seededRandom(seed, 1)
  const [voiceName = 'piano', scaleName = 'major'] = subject.split(' ')
  const voice = VOICES[voiceName] ?? (VOICES['piano'] as Voice)
  const tones = SCALES[scaleName] ?? (SCALES['major'] as readonly number[])
  const seconds = Math.max(1, 10 * scale)
  const beat = 0.28 + 0.22 * random.next()
  const base = 196 * 2 ** (random.int(8) / 12)
  const samples = new Float32Array(Math.floor(seconds * RATE))
  const beats = Math.floor((seconds - 1) / beat)
  const phrase = melody(random, 16)
  const answer = melody(random, 16)
  for (let b = 0; b < beats; b++) {
    const note = (Math.floor(b / 16) % 4 === 2 ? answer : phrase)[b % 16]
    const at = Math.floor(b * beat * RATE)
    if (note !== null && note !== undefined)
      addNote(samples, at, base * 2 ** ((tones[note] as number) / 12), 1.4, 0.3, voice)
    if (b % 4 === 0) addNote(samples, at, (base / 2) * 2 ** ((tones[(b / 4) % 3] as number) / 12), 1.9, 0.22, voice)
  }
  const title = `${voiceName[0]?.toUpperCase()}${voiceName.slice(1)} melody, ${scaleName}`
  return wav(samples, { INAM: title, IART: 'Hyoban demo orchestra', IGNR: 'Generated' })
}

/** A RIFF INFO chunk: zero-terminated texts padded to even length. */
function infoChunk(tags: Record<string, string>): Uint8Array {
  const chunk = (name: string, body: Uint8Array): Uint8Array => {
    const bytes = new Uint8Array(8 + body.length + (body.length % 2))
    bytes.set(new TextEncoder().encode(name))
    new DataView(bytes.buffer).setUint32(4, body.length, true)
    bytes.set(body, 8)
    return bytes
  }
  const text = new TextEncoder()
  const parts = [
    text.encode('INFO'),
    ...Object.entries(tags).map(([name, value]) => chunk(name, text.encode(`${value}\0`))),
  ]
  const body = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    body.set(part, at)
    at += part.length
  }
  return chunk('LIST', body)
}

/** A RIFF/WAVE file (Microsoft, IBM 1991) of 16-bit little-endian samples, tags last. */
function wav(samples: Float32Array, tags: Record<string, string>): Uint8Array {
  const info = infoChunk(tags)
  const bytes = new Uint8Array(HEADER_BYTES + 2 * samples.length + info.length)
  const view = new DataView(bytes.buffer)
  const tag = (at: number, text: string): void => {
    for (let i = 0; i < 4; i++) view.setUint8(at + i, text.charCodeAt(i))
  }
  tag(0, 'RIFF')
  view.setUint32(4, bytes.length - 8, true)
  tag(8, 'WAVE')
  tag(12, 'fmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, RATE, true)
  view.setUint32(28, 2 * RATE, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  tag(36, 'data')
  view.setUint32(40, 2 * samples.length, true)
  for (let i = 0; i < samples.length; i++) {
    view.setInt16(HEADER_BYTES + 2 * i, Math.round(32_000 * Math.tanh(samples[i] as number)), true)
  }
  bytes.set(info, HEADER_BYTES + 2 * samples.length)
  return bytes
}
