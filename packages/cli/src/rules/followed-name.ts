import type { ReadVersion } from '@tocsin/service-kit'

/**
 * Why a version would be published into the void: services follow the versions of the rule set that their own files name,
 * and every version on the topic so far has another name. Undefined where a version of the same name was accepted before,
 * or where nothing was published: then the topic cannot tell what the services follow.
 *
 * @param versions as they are read by whoever follows `name`
 */
export function refusedForName(name: string, versions: readonly ReadVersion[]): string | undefined {
  if (versions.some(({ type }) => type === 'RulesAccepted')) return undefined
  const others = versions.flatMap((each) => (each.type === 'RulesRefused' && each.ruleSet ? [each.ruleSet] : []))
  const followed = others.filter((other) => other !== name).at(-1)
  if (followed === undefined) return undefined
  return (
    `every version on record is of the rule set ${followed}, this one is of ${name}: services that follow ${followed} ` +
    `would leave it aside. Write "ruleSet: ${followed}" into its head; where the services were started with files of ` +
    `${name} (TOCSIN_RULES_FILE), add --new-name`
  )
}
