import type { Problem } from '../contract/base.ts'
import type { QueuePlace } from '../contract/views/transfer-views.ts'
import { asHyobanError, HyobanError, systemCode } from '../base/errors.ts'
import type { Refusal } from '../protocol/transfer.ts'

/** An error as the list of transfers shows it. */
function problemOf(error: HyobanError): Problem {
  const { code, message, hint, details } = error
  return { code, message, hint, details }
}

export function peerLeft(): Problem {
  return problemOf(
    new HyobanError('PEER_LEFT', 'The peer is not connected.', { hint: 'The download goes on when it is back.' }),
  )
}

/** No connected source holds a missing chunk. */
export function noPart(): Problem {
  return problemOf(
    new HyobanError('NO_SOURCE', 'No source has the missing part.', {
      hint: 'It goes on by itself as soon as a source has it.',
    }),
  )
}

export function stalled(seconds: number): Problem {
  return problemOf(
    new HyobanError('TIMEOUT', `The peer sent nothing for ${seconds} seconds.`, {
      hint: 'Resume to ask it again, or download from another peer.',
      details: { seconds },
    }),
  )
}

export function corrupt(): Problem {
  return problemOf(
    new HyobanError('CORRUPT', 'The peer sent data that is not this file. Nothing of it was kept.', {
      hint: 'Download from another peer.',
    }),
  )
}

export function abusive(): Problem {
  return problemOf(
    new HyobanError('CORRUPT', 'The peer broke the rules of the transfer.', {
      hint: 'Download from another peer.',
      details: {
        reason: 'abusive',
      },
    }),
  )
}

/** Not enough room for the missing bytes. */
export function noSpace(folder: string, needed: number, free: number): Problem {
  return problemOf(
    new HyobanError('NO_SPACE', `Not enough space in ${folder}: ${needed} bytes are needed, ${free} are free.`, {
      hint: 'Free some space, then resume.',
      details: { path: folder, needed, free },
    }),
  )
}

/** I exclude the source. */
export function excludedByYou(peer: string): Problem {
  return problemOf(excludedError(peer))
}

/** The same as an error, for a request to such a peer. */
export function excludedError(peer: string): HyobanError {
  return new HyobanError('EXCLUDED', 'You exclude this peer.', {
    hint: 'Let it in again on its page, or download from another peer.',
    details: { by: 'you', peer },
  })
}

/** The source excludes me. */
export function excludedByPeer(reason: string): Problem {
  return problemOf(
    new HyobanError('EXCLUDED', 'This peer excludes you.', {
      hint: 'Download from another peer. It goes on by itself if you are let in again.',
      details: { by: 'peer', reason },
    }),
  )
}

/** We wait in the source's queue. */
export function queued({ position, of, reason }: QueuePlace): Problem {
  return problemOf(
    new HyobanError('QUEUED', `Position ${position} of ${of} in the peer's queue.`, {
      hint: 'It begins by itself when its turn comes.',
      details: { position, of, reason },
    }),
  )
}

/** A refusal in words for the user; null for 'busy', which is tried again. */
export function refused(reason: Refusal): Problem | null {
  switch (reason) {
    case 'busy':
      return null
    case 'newcomer':
      return problemOf(
        new HyobanError('REFUSED', "This peer does not know you yet and has given you a newcomer's share.", {
          hint: 'It goes on as soon as the peer has more for you; share something that it wants.',
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
        new HyobanError('NOT_FOUND', 'The peer does not share this file any more.', {
          hint: 'Download from another peer.',
          details: {
            reason,
          },
        }),
      )
    case 'vanished':
      return problemOf(
        new HyobanError('FILE_CHANGED', 'The file is gone at the peer.', {
          hint: 'Download from another peer.',
          details: { reason },
        }),
      )
    case 'changed':
      return problemOf(
        new HyobanError('FILE_CHANGED', 'The file was changed at the peer.', {
          hint: 'Search again, or download from another peer.',
          details: { reason },
        }),
      )
    case 'unreadable':
      return problemOf(
        new HyobanError('REFUSED', 'The peer could not read its file.', {
          hint: 'Try again later, or download from another peer.',
          details: { reason },
        }),
      )
  }
}

/** Why an upload ended without its final receipt; `refusal` null: the peer ended it; `whole`: every byte was sent. */
export function uploadEnded(refusal: Refusal | null, peer: string, whole = false): Problem {
  switch (refusal) {
    case null:
      // it may have the file: only the receipt is missing
      if (whole) return uploadEnded('refused', peer)
      return problemOf(
        new HyobanError('CANCELLED', 'The peer stopped or left before it had the whole file.', {
          details: { reason: 'left' },
        }),
      )
    case 'excluded':
      return excludedByYou(peer)
    case 'newcomer':
      return problemOf(
        new HyobanError('REFUSED', 'This peer is new and has had its share for now.', {
          hint: 'It gets more when it has given something, or when you allow it on its page.',
          details: { reason: refusal },
        }),
      )
    case 'busy':
      return problemOf(
        new HyobanError('CANCELLED', 'Its turn was over, or it took nothing for two minutes.', {
          hint: 'The rest is sent when it asks again.',
          details: { reason: 'turn' },
        }),
      )
    case 'refused':
      return problemOf(
        new HyobanError('REFUSED', 'The peer did not sign for what it got.', { details: { reason: 'unsigned' } }),
      )
    case 'not-shared':
    case 'vanished':
    case 'changed':
    case 'unreadable':
      return problemOf(
        new HyobanError('FILE_CHANGED', 'The file changed or went away while it was sent.', {
          details: { reason: refusal },
        }),
      )
  }
}

/** An error of my own disk, in words that name the folder. */
export function diskProblem(error: unknown, folder: string): Problem {
  const code = systemCode(error)
  if (code === 'SQLITE_FULL')
    return problemOf(
      new HyobanError('NO_SPACE', 'No space left on the disk of the database.', {
        hint: 'Free some space, then resume.',
        cause: error,
      }),
    )
  if (code === 'EACCES' || code === 'EPERM') {
    return problemOf(
      new HyobanError('READ_ONLY', `The download folder cannot be written to: ${folder}.`, {
        hint: 'Choose another download folder in the settings, or change its permissions.',
        details: { path: folder },
        cause: error,
      }),
    )
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return problemOf(
      new HyobanError('FOLDER_MISSING', `The download folder is missing: ${folder}.`, {
        hint: 'Make the folder again, or choose another one in the settings, then resume.',
        details: { path: folder },
        cause: error,
      }),
    )
  }
  return problemOf(asHyobanError(error, folder))
}
