import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import type { Refusal } from '@tocsin/importer'

/** The file in which refused rows are told, one JSON object a line. It is there when something was refused. */
export class RefusedFile {
  readonly path: string
  #descriptor: number | undefined

  constructor(path: string) {
    this.path = path
    rmSync(path, { force: true })
  }

  add(refusal: Refusal): void {
    this.#descriptor ??= openSync(this.path, 'w')
    writeSync(this.#descriptor, `${JSON.stringify(refusal)}\n`)
  }

  get hasAny(): boolean {
    return this.#descriptor !== undefined
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
  }
}
