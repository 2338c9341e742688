/** `Content-Type` without its parameters, in small letters; `charset` where one is named. */
export function mediaType(contentType: string | undefined): {
  readonly name: string
  readonly charset: string | undefined
} {
  const [name = '', ...parameters] = (contentType ?? '').toLowerCase().split(/\s*;\s*/u)
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length)
  return { name: name.trim(), charset: charset?.replaceAll('"', '') }
}
