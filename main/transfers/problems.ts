import type { Problem } from '../contract/base.ts'
import type { QueuePlace } from '../contract/views/transfer-views.ts'
import { asHyobanError, HyobanError, systemCode } from '../base/errors.ts'
import type { Refusal } from '../protocol/transfer.ts'

/** Converts an error for the list of transfers. */
function problemOf(error: HyobanError): Problem {
  const { code, message, hint, details } = error
  return { code, message, hint, details }
}

export function peerLeft(): Problem {
  return problemOf(
    new HyobanError('PEER_LEFT', 'The peer is not connected.', {
      hint: 'The download resumes when the peer is back online.',
    }),
  )
}

/** No connected source holds a missing chunk. */
export function noPart(): Problem {
  return problemOf(
    new HyobanError('NO_SOURCE', 'No source has the missing pieces.', {
      hint: 'The download resumes as soon as a source has them.',
    }),
  )
}

export function stalled(seconds: number): Problem {
  return problemOf(
    new HyobanError('TIMEOUT', `The peer sent nothing for ${seconds} seconds.`, {
      hint: 'Resume to try this peer again, or download from another peer.',
      details: { seconds },
    }),
  )
}

/** Not held against the peer: its line may be slow. */
export function tooSlow(): Problem {
  return problemOf(
    new HyobanError('TIMEOUT', 'The peer sent less than 256 KB in a minute.', {
      hint: 'It is asked again later. Download from another peer as well.',
      details: { seconds: 60 },
    }),
  )
}

export function corrupt(): Problem {
  return problemOf(
    new HyobanError('CORRUPT', 'The peer sent data that does not match this file. The data was discarded.', {
      hint: 'Download from another peer.',
    }),
  )
}

export function abusive(): Problem {
  return problemOf(
    new HyobanError('CORRUPT', 'The peer violated the transfer protocol.', {
      hint: 'Download from another peer.',
      details: {
        reason: 'abusive',
      },
    }),
  )
}

/** The disk has not enough space for the missing bytes. */
export function noSpace(folder: string, needed: number, free: number): Problem {
  return problemOf(
    new HyobanError('NO_SPACE', `Not enough space in ${folder}: ${needed} bytes are needed, ${free} are free.`, {
      hint: 'Free some space, then resume.',
      details: { path: folder, needed, free },
    }),
  )
}

/** The file system takes no file of this size; only FAT has such a limit in practice. */
export function tooLarge(folder: string, size: number): Problem {
  return problemOf(
    new HyobanError('FILE_TOO_LARGE', `The disk at ${folder} takes no files over 4 GB.`, {
      hint: 'Choose a folder on another disk in the settings, then resume.',
      details: { path: folder, size, limit: 4 },
    }),
  )
}

/** The user excludes the source. */
export function excludedByYou(peer: string): Problem {
  return problemOf(excludedError(peer))
}

/** As `excludedByYou`, but an error: thrown for new requests to the peer. */
export function excludedError(peer: string): HyobanError {
  return new HyobanError('EXCLUDED', 'You exclude this peer.', {
    hint: 'Readmit it on its page, or download from another peer.',
    details: { by: 'you', peer },
  })
}

/** The source excludes this node. */
export function excludedByPeer(reason: string): Problem {
  return problemOf(
    new HyobanError('EXCLUDED', 'This peer excludes you.', {
      hint: 'Download from another peer. The download resumes if this peer readmits you.',
      details: { by: 'peer', reason },
    }),
  )
}

/** The download waits in the source's queue. */
export function queued({ position, of, reason }: QueuePlace): Problem {
  return problemOf(
    new HyobanError('QUEUED', `Position ${position} of ${of} in the peer's queue.`, {
      hint: 'The download starts when its turn comes.',
      details: { position, of, reason },
    }),
  )
}

/** Explains a refusal; null for 'busy', which is retried. */
export function refused(reason: Refusal): Problem | null {
  switch (reason) {
    case 'busy':
      return null
    case 'newcomer':
      return problemOf(
        new HyobanError('REFUSED', 'This peer does not know you yet, and you have used up its share for newcomers.', {
          hint: 'The download resumes when the peer allows more. Share something that it wants to get more.',
          details: { reason },
        }),
      )
    case 'excluded':
      return excludedByPeer('trust')
    case 'refused':
      return problemOf(
        new HyobanError('REFUSED', 'The peer refused to serve this file.', {
          hint: 'Download from another peer.',
          details: { reason },
        }),
      )
    case 'not-shared':
      return problemOf(
        new HyobanError('NOT_FOUND', 'The peer no longer shares this file.', {
          hint: 'Download from another peer.',
          details: {
            reason,
          },
        }),
      )
    case 'vanished':
      return problemOf(
        new HyobanError('FILE_CHANGED', 'The peer no longer has this file.', {
          hint: 'Download from another peer.',
          details: { reason },
        }),
      )
    case 'changed':
      return problemOf(
        new HyobanError('FILE_CHANGED', 'The file has changed on the peer.', {
          hint: 'Search again, or download from another peer.',
          details: { reason },
        }),
      )
    case 'unreadable':
      return problemOf(
        new HyobanError('REFUSED', 'The peer could not read the file.', {
          hint: 'Try again later, or download from another peer.',
          details: { reason },
        }),
      )
  }
}

/** Explains an upload without its final receipt; `refusal` null: the peer ended it; `whole`: all bytes were sent. */
export function uploadEnded(refusal: Refusal | null, peer: string, whole = false): Problem {
  switch (refusal) {
    case null:
      // The peer may have the whole file; only the receipt is missing.
      if (whole) return uploadEnded('refused', peer)
      return problemOf(
        new HyobanError('CANCELLED', 'The peer stopped or disconnected before it had the whole file.', {
          details: { reason: 'left' },
        }),
      )
    case 'excluded':
      return excludedByYou(peer)
    case 'newcomer':
      return problemOf(
        new HyobanError('REFUSED', 'This peer is new and has used up its share for now.', {
          hint: 'It gets more when it has uploaded to you, or when you allow it on its page.',
          details: { reason: refusal },
        }),
      )
    case 'busy':
      return problemOf(
        new HyobanError('CANCELLED', "The peer's turn ended, or it requested nothing for two minutes.", {
          hint: 'The rest is sent when the peer requests it again.',
          details: { reason: 'turn' },
        }),
      )
    case 'refused':
      return problemOf(
        new HyobanError('REFUSED', 'The peer did not sign a receipt for the data that it received.', {
          details: { reason: 'unsigned' },
        }),
      )
    case 'not-shared':
    case 'vanished':
    case 'changed':
    case 'unreadable':
      return problemOf(
        new HyobanError('FILE_CHANGED', 'The file changed or was removed during the upload.', {
          details: { reason: refusal },
        }),
      )
  }
}

/** Explains an error of the local disk, with the folder's path. */
export function diskProblem(error: unknown, folder: string): Problem {
  const code = systemCode(error)
  if (code === 'SQLITE_FULL')
    return problemOf(
      new HyobanError('NO_SPACE', 'No space left on the disk that holds the database.', {
        hint: 'Free some space, then resume.',
        cause: error,
      }),
    )
  if (code?.startsWith('SQLITE_')) return problemOf(asHyobanError(error))
  if (code === 'EACCES' || code === 'EPERM') {
    return problemOf(
      new HyobanError('READ_ONLY', `Cannot write to the download folder: ${folder}.`, {
        hint: 'Choose another download folder in the settings, or change its permissions.',
        details: { path: folder },
        cause: error,
      }),
    )
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return problemOf(
      new HyobanError('FOLDER_MISSING', `The download folder is missing: ${folder}.`, {
        hint: 'Create the folder again, or choose another one in the settings, then resume.',
        details: { path: folder },
        cause: error,
      }),
    )
  }
  return problemOf(asHyobanError(error, folder))
}
