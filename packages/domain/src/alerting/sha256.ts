/**
 * SHA-256 (FIPS 180-4) over a text's UTF-8 bytes, as lower-case hexadecimal. Ids must come out the same in every
 * process, for ever, without a platform library: hence a well-known hash, written out, tested on published vectors.
 */
export function sha256Hex(text: string): string {
  const length = putMessage(text)
  hash.set(INITIAL_HASH)
  for (let start = 0; start < length; start += 64) {
    for (let i = 0, at = start; i < 16; i++, at += 4) {
      schedule[i] =
        ((message[at] as number) << 24) |
        ((message[at + 1] as number) << 16) |
        ((message[at + 2] as number) << 8) |
        (message[at + 3] as number)
    }
    extendSchedule()
    compress()
  }
  let hexadecimal = ''
  for (let i = 0; i < 8; i++) {
    const word = hash[i] as number
    hexadecimal += `${HEX_OF_BYTE[word >>> 24]}${HEX_OF_BYTE[(word >>> 16) & 255]}`
    hexadecimal += `${HEX_OF_BYTE[(word >>> 8) & 255]}${HEX_OF_BYTE[word & 255]}`
  }
  return hexadecimal
}

const ENCODER = new TextEncoder()
const HEX_OF_BYTE = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
// Used again and again: to make them anew for each text took longer than to hash it.
const hash = new Int32Array(8)
const schedule = new Int32Array(64)
let message = new Uint8Array(1024)

/**
 * The text's bytes, a one bit, zeros, and the length in bits as 64-bit big endian, at the beginning of `message`.
 * @returns how many bytes that makes: a multiple of 64
 */
function putMessage(text: string): number {
  // One code unit makes three bytes at most.
  const most = text.length * 3 + 72
  if (message.length < most) message = new Uint8Array(most)
  const written = ENCODER.encodeInto(text, message).written
  const length = Math.ceil((written + 9) / 64) * 64
  message.fill(0, written, length)
  message[written] = 0x80
  const highBits = Math.floor(written / 0x20000000)
  const lowBits = written << 3
  for (let i = 0; i < 4; i++) {
    message[length - 8 + i] = highBits >>> (24 - 8 * i)
    message[length - 4 + i] = lowBits >>> (24 - 8 * i)
  }
  return length
}

function extendSchedule(): void {
  const w = schedule
  for (let i = 16; i < 64; i++) {
    const a = w[i - 15] as number
    const b = w[i - 2] as number
    const s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3)
    const s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10)
    w[i] = ((w[i - 16] as number) + s0 + (w[i - 7] as number) + s1) | 0
  }
}

function compress(): void {
  const w = schedule
  // Read one by one: taking an array apart by pattern costs more than all the rounds.
  let a = hash[0] as number
  let b = hash[1] as number
  let c = hash[2] as number
  let d = hash[3] as number
  let e = hash[4] as number
  let f = hash[5] as number
  let g = hash[6] as number
  let h = hash[7] as number
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const choice = (e & f) ^ (~e & g)
    const t1 = (h + s1 + choice + (ROUND_CONSTANTS[i] as number) + (w[i] as number)) | 0
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const majority = (a & b) ^ (a & c) ^ (b & c)
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + s0 + majority) | 0
  }
  hash[0] = (hash[0] as number) + a
  hash[1] = (hash[1] as number) + b
  hash[2] = (hash[2] as number) + c
  hash[3] = (hash[3] as number) + d
  hash[4] = (hash[4] as number) + e
  hash[5] = (hash[5] as number) + f
  hash[6] = (hash[6] as number) + g
  hash[7] = (hash[7] as number) + h
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits))
}

const FIRST_PRIMES = firstPrimes(64)
/** First 32 bits of the fractional parts of the square roots of the first 8 primes. */
const INITIAL_HASH = Int32Array.from(FIRST_PRIMES.slice(0, 8), (prime) => fraction32(Math.sqrt(prime)) | 0)
/** First 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const ROUND_CONSTANTS = Int32Array.from(FIRST_PRIMES, (prime) => fraction32(Math.cbrt(prime)) | 0)

function fraction32(value: number): number {
  return Math.floor((value - Math.floor(value)) * 0x100000000)
}

function firstPrimes(count: number): number[] {
  const primes: number[] = []
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)
  }
  return primes
}
