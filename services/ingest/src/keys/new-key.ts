import { KEY_SECRET_VARIABLE, newApiKey } from './api-keys.ts'

/** `main.ts new-key NAME`: makes a key and prints it with its entry for the file. Returns the exit code. */
export function printNewKey(
  name: string | undefined,
  secret: string | undefined,
  write: (text: string) => void,
): number {
  if (name === undefined || !/^[a-z0-9][a-z0-9-]{0,39}$/u.test(name)) {
    write('Usage: new-key NAME, with small letters, digits and hyphens: new-key erp-shanghai\n')
    return 2
  }
  if (secret === undefined || secret.length < 32) {
    write(`Set ${KEY_SECRET_VARIABLE} to the secret of the service first: at least 32 characters, for example of\n`)
    write('  node -p "crypto.randomBytes(32).toString(\'base64url\')"\n')
    return 2
  }
  const { token, entry } = newApiKey(name, secret)
  write(`The key, shown this once; give it to ${name}, who sends it as "Authorization: Bearer …":\n\n  ${token}\n\n`)
  write(`Its entry, to be added under keys: in the key file (add sources: and topics: to limit it):\n\n${entry}\n`)
  return 0
}
