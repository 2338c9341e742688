/** What a row says cannot be taken: told with file and line, and the import goes on. Any other error is a bug. */
export class CellError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CellError'
  }
}
