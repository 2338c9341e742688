import { type FileFault, printFileFaults } from '@tocsin/yaml-file'

/** One thing that is wrong with a file of rules. */
export type RuleFault = FileFault

/** All faults, in the order of the file, one paragraph each. */
export function printFaults(faults: readonly RuleFault[]): string {
  return printFileFaults(faults, 'the rule set is not used')
}
