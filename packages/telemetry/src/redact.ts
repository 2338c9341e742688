/**
 * Hides passwords in addresses (`redis://user:secret@host` → `redis://user:[hidden]@host`), wherever in a text they
 * stand: broker errors quote the address they could not reach.
 */
export function redactSecrets(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/[^\s:@/"]*:)[^\s@"]+@/giu, '$1[hidden]@')
}
