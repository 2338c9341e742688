export const SERVER_NAMES = ['kafka', 'registry', 'redis'] as const
export type ServerName = (typeof SERVER_NAMES)[number]

/** What is going on while a stack starts, runs and stops. `seconds` count from the start of that step. */
export type StackProgress =
  | { readonly kind: 'waiting'; readonly what: string; readonly holderPid: number; readonly seconds: number }
  | { readonly kind: 'downloading'; readonly what: string; readonly megabytes: number; readonly seconds: number }
  | { readonly kind: 'downloaded'; readonly what: string; readonly megabytes: number; readonly seconds: number }
  | { readonly kind: 'pulling'; readonly image: string }
  | { readonly kind: 'pulled'; readonly image: string; readonly seconds: number }
  | { readonly kind: 'starting'; readonly server: ServerName }
  | { readonly kind: 'ready'; readonly server: ServerName; readonly address: string; readonly seconds: number }
  | { readonly kind: 'died'; readonly server: ServerName; readonly message: string }
  | { readonly kind: 'stopped'; readonly server: ServerName }

/** One plain line for a terminal or a log. */
export function progressText(line: StackProgress): string {
  switch (line.kind) {
    case 'waiting':
      return `${line.what}: process ${line.holderPid} is downloading it, waiting (${line.seconds.toFixed(0)} s)`
    case 'downloading':
      return `${line.what}: downloading, ${line.megabytes.toFixed(0)} MB so far (${line.seconds.toFixed(0)} s)`
    case 'downloaded':
      return `${line.what}: ${line.megabytes.toFixed(0)} MB on disk (${line.seconds.toFixed(0)} s)`
    case 'pulling':
      return `${line.image}: pulling the image, which may take a minute or two`
    case 'pulled':
      return `${line.image}: pulled (${line.seconds.toFixed(0)} s)`
    case 'starting':
      return `${line.server}: starting`
    case 'ready':
      return `${line.server}: ready at ${line.address} (${line.seconds.toFixed(1)} s)`
    case 'died':
      return `${line.server}: ended unexpectedly. ${line.message}`
    case 'stopped':
      return `${line.server}: stopped`
  }
}
