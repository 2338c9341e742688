import { Environment } from '@marcbachmann/cel-js'
import { nearestName, type PlacedFault } from '@tocsin/yaml-file'
import type { Expression, ExpressionType } from '../expression/expression.ts'
import { type EventField, IMPORTABLE } from './event-fields.ts'
import type { ExpressionCompiler } from './expression-compiler.ts'
import type { EventPlan, FieldPlan, FieldSource, Having } from './mapping.ts'
import type { AggregateInFile, EventInFile, MappingFile } from './schema.ts'

/** Undefined when something of it is wrong; all its faults are told. */
export function compileEvent(
  event: EventInFile,
  index: number,
  file: MappingFile,
  compiler: ExpressionCompiler,
  faults: PlacedFault[],
): EventPlan | undefined {
  const path = ['events', index] as const
  const declared = IMPORTABLE.get(event.type)
  if (declared === undefined) {
    faults.push(unknownType(event.type, [...path, 'type']))
    return undefined
  }
  const before = faults.length
  const optional = (text: string | undefined, name: string, types: readonly ExpressionType[]) =>
    text === undefined ? undefined : compiler.compile(text, [...path, name], types)
  const when = optional(event.when, 'when', ['bool'])
  const forEach = optional(event.forEach, 'forEach', ['list<string>'])
  const groupBy = optional(event.groupBy, 'groupBy', ['string'])
  const id = optional(event.id, 'id', ['string'])
  const fieldCompiler = new FieldCompiler(event, file, compiler, faults)
  const recordedAt = fieldCompiler.compile(RECORDED_AT, event.recordedAt, [...path, 'recordedAt'])
  const fields = fieldPlans(event, declared.fields, file, fieldCompiler, [...path, 'fields'], faults)
  const having = havingOf(event, fields, [...path, 'having'], faults)
  if (event.forEach !== undefined && event.groupBy !== undefined) {
    faults.push({
      path: [...path, 'forEach'],
      message: `events.${index} has both forEach and groupBy`,
      hint: 'One of the two: several events for a row, or one for several rows.',
    })
  }
  if (faults.length > before || id === undefined || recordedAt === undefined) return undefined
  return { type: event.type, topic: declared.topic, when, forEach, groupBy, having, id, recordedAt, fields }
}

const RECORDED_AT: EventField = {
  name: 'recordedAt',
  types: ['int'],
  columnKind: 'instant',
  isOptional: false,
  parts: undefined,
}

function fieldPlans(
  event: EventInFile,
  declared: readonly EventField[],
  file: MappingFile,
  fieldCompiler: FieldCompiler,
  path: readonly PropertyKey[],
  faults: PlacedFault[],
): FieldPlan[] {
  const names = declared.map(({ name }) => name)
  for (const name of Object.keys(event.fields)) {
    if (names.includes(name)) continue
    const nearest = nearestName(name, names)
    const choice = `Fields of ${event.type}: ${names.join(', ')}.`
    faults.push({
      path: [...path, name],
      atKey: true,
      message: `${event.type} has no field ${name}`,
      hint: nearest === undefined ? choice : `Did you mean ${nearest}? ${choice}`,
    })
  }
  return declared.flatMap((field): FieldPlan[] => {
    const given = event.fields[field.name]
    if (given !== undefined) {
      const plan = fieldCompiler.compile(field, given, [...path, field.name])
      return plan === undefined ? [] : [plan]
    }
    const constant = file.defaults[field.name] ?? (field.name === 'currency' ? file.currency : undefined)
    if (constant !== undefined)
      return [{ name: field.name, source: { kind: 'value', value: constant }, isOptional: true }]
    if (!field.isOptional) {
      faults.push({
        path,
        message: `${event.type} needs ${field.name}`,
        hint: `Add ${field.name} to its fields, or a constant to defaults.`,
      })
    }
    return []
  })
}

class FieldCompiler {
  readonly #isGrouped: boolean
  readonly #file: MappingFile
  readonly #compiler: ExpressionCompiler
  readonly #faults: PlacedFault[]

  constructor(event: EventInFile, file: MappingFile, compiler: ExpressionCompiler, faults: PlacedFault[]) {
    this.#isGrouped = event.groupBy !== undefined
    this.#file = file
    this.#compiler = compiler
    this.#faults = faults
  }

  compile(field: EventField, given: string | AggregateInFile, path: readonly PropertyKey[]): FieldPlan | undefined {
    const source = typeof given === 'string' ? this.#plain(field, given, path) : this.#aggregate(field, given, path)
    return source && { name: field.name, source, isOptional: field.isOptional }
  }

  #plain(field: EventField, text: string, path: readonly PropertyKey[]): FieldSource | undefined {
    const expression = this.#scalar(field, text, path)
    // Of the moments at which the rows of a group were recorded, the earliest does not depend on their order.
    const kind = this.#isGrouped && field === RECORDED_AT ? 'min' : 'first'
    return expression && { kind, expression }
  }

  #aggregate(field: EventField, given: AggregateInFile, path: readonly PropertyKey[]): FieldSource | undefined {
    const kinds = (['sum', 'min', 'max', 'value', 'each'] as const).filter((kind) => given[kind] !== undefined)
    const [kind] = kinds
    if (kind === undefined || kinds.length > 1) {
      this.#tell(
        path,
        `${path.join('.')} has ${kinds.join(' and ') || 'nothing'}`,
        'Give one of sum, min, max, value, each.',
      )
      return undefined
    }
    if (kind === 'value') return this.#value(field, given.value, path)
    if (kind === 'each') return this.#each(field, given, path)
    if (!this.#isGrouped) {
      this.#tell(
        path,
        `${path.join('.')}: ${kind} is over the rows of a group`,
        'Add groupBy, or write the expression alone.',
      )
      return undefined
    }
    const expression = this.#scalar(field, given[kind] ?? '', [...path, kind])
    return expression && { kind, expression }
  }

  #value(field: EventField, value: unknown, path: readonly PropertyKey[]): FieldSource | undefined {
    const found = value === null ? 'null' : typeof value
    const fits = field.types?.some((type) => VALUE_TYPES[type] === found) || (value === null && field.isOptional)
    if (fits) return { kind: 'value', value }
    this.#tell(
      path,
      `${path.join('.')}: ${JSON.stringify(value)} does not fit`,
      `Expected: ${field.types?.join(' or ')}.`,
    )
    return undefined
  }

  #each(field: EventField, given: AggregateInFile, path: readonly PropertyKey[]): FieldSource | undefined {
    if (field.parts === undefined) {
      this.#tell(path, `${field.name} is not a list`, 'Give an expression.')
      return undefined
    }
    const wanted = new Map(field.parts.map((part) => [part.name, part]))
    const parts: { name: string; expression: Expression }[] = []
    for (const [name, text] of Object.entries(given.each ?? {})) {
      const part = wanted.get(name)
      if (part === undefined) {
        this.#tell([...path, 'each', name], `${field.name} has no ${name}`, `It has ${[...wanted.keys()].join(', ')}.`)
        continue
      }
      wanted.delete(name)
      const expression = this.#scalar(part, text, [...path, 'each', name])
      if (expression !== undefined) parts.push({ name, expression })
    }
    for (const { name, isOptional } of wanted.values()) {
      if (!isOptional) this.#tell([...path, 'each'], `each entry of ${field.name} needs ${name}`, `Add ${name}.`)
    }
    const when =
      given.eachWhen === undefined ? undefined : this.#compiler.compile(given.eachWhen, [...path, 'eachWhen'], ['bool'])
    return { kind: 'each', when, parts }
  }

  #scalar(field: EventField, text: string, path: readonly PropertyKey[]): Expression | undefined {
    if (field.types === undefined) {
      this.#tell(path, `${field.name} is a list of records`, 'Write { each: { … } }.')
      return undefined
    }
    const expression = this.#compiler.compile(text, path, field.types)
    const kind = expression?.column === undefined ? undefined : this.#file.columns[expression.column]?.as
    if (kind !== undefined && field.columnKind !== undefined && kind !== field.columnKind) {
      const hint =
        field.columnKind === 'instant' && kind === 'day'
          ? `Say when on that day: startOf(${text}) or atHour(${text}, 12).`
          : field.columnKind === 'day' && kind === 'instant'
            ? `Write dayOf(${text}).`
            : `Declare the column with as: ${field.columnKind}.`
      this.#tell(path, `${path.join('.')} has to be of kind ${field.columnKind}, ${text} is of kind ${kind}`, hint)
      return undefined
    }
    return expression
  }

  #tell(path: readonly PropertyKey[], message: string, hint: string): void {
    this.#faults.push({ path, message, hint })
  }
}

const VALUE_TYPES: Readonly<Record<ExpressionType, string>> = {
  string: 'string',
  int: 'number',
  double: 'number',
  bool: 'boolean',
  null: 'null',
  'list<string>': 'object',
}

/** Over the numbers of the finished event, so that a group can be judged by its sums. */
function havingOf(
  { having, havingNot, groupBy }: EventInFile,
  fields: readonly FieldPlan[],
  path: readonly PropertyKey[],
  faults: PlacedFault[],
): Having | undefined {
  if (having === undefined) return undefined
  const tell = (message: string, hint: string) => faults.push({ path, message: `${path.join('.')}: ${message}`, hint })
  if (groupBy === undefined) tell('it judges groups', 'Add groupBy, or write when.')
  if (havingNot === undefined) tell('havingNot is missing', 'Say in zh and en why other groups are left out.')
  const numbers = fields.filter(({ source }) => 'expression' in source && source.expression.type === 'int')
  const environment = new Environment({ limits: { maxAstNodes: 200, maxDepth: 20 } })
  for (const { name } of numbers) environment.registerVariable(name, 'int')
  const checked = environment.check(having)
  if (!checked.valid || checked.type !== 'bool') {
    const problem = checked.error?.message.split('\n')[0] ?? `it gives ${checked.type}, not true or false`
    tell(problem, `Numbers here: ${numbers.map(({ name }) => name).join(', ')}.`)
    return undefined
  }
  const run = environment.parse(having)
  return {
    holds: (values) =>
      run(Object.fromEntries(numbers.map(({ name }) => [name, BigInt(Number(values[name] ?? 0))]))) === true,
    otherwise: havingNot ?? { zh: '', en: '' },
  }
}

function unknownType(type: string, path: readonly PropertyKey[]): PlacedFault {
  const known = [...IMPORTABLE.keys()]
  const nearest = nearestName(type, known)
  const choice = `Event types: ${known.join(', ')}.`
  return {
    path,
    message: `there is no event type ${type}`,
    hint: nearest === undefined ? choice : `Did you mean ${nearest}? ${choice}`,
  }
}
