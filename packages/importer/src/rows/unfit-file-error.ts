import { OperatorError } from '@tocsin/stream'

/** The file is to blame as a whole: it is not the one that the mapping is for, or it is too large. */
export class UnfitFileError extends OperatorError {
  readonly reason: 'other-columns' | 'too-many-rows' | 'row-too-long'

  constructor(message: string, reason: UnfitFileError['reason']) {
    super(message)
    this.name = 'UnfitFileError'
    this.reason = reason
  }
}
