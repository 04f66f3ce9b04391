import { suggest } from '../suggest.ts'
import { Mistake } from './mistake.ts'
import type { Call, Term } from './term.ts'

/** One way to call a constructor. */
export interface Signature {
  /** Names of the parameters, all of them needed. */
  readonly parameters: readonly string[]
  /** Names that may be left out; always written `name=value`. */
  readonly optional?: readonly string[]
  /** How many of the parameters, from the first, may be written without their name. */
  readonly positional: number
}

/** The arguments of a call by parameter name. */
export type Bound = ReadonlyMap<string, Term>

/** Matches the arguments of a call with one of its signatures. */
export function bind(call: Call, signatures: readonly Signature[]): Bound | Mistake {
  const wrong = strangeArgument(call)
  if (wrong !== undefined) return wrong
  const positional = call.arguments.filter((argument) => argument.name === undefined)
  const named = new Map<string, Term>()
  for (const argument of call.arguments) {
    const name = argument.name?.text
    if (name === undefined) {
      if (named.size > 0) return misuse(call, argument, 'arguments without a name come first', signatures)
      continue
    }
    if (named.has(name)) return misuse(call, argument, `"${name}" is given twice`, signatures)
    const unknown = unknownParameter(call, argument.name ?? argument, name, signatures)
    if (unknown !== undefined) return unknown
    named.set(name, argument.value)
  }
  const names = [...named.keys()]
  const fits = signatures.find((signature) => fit(signature, positional.length, names))
  if (fits === undefined) return misfit(call, signatures)
  const bound = new Map(named)
  positional.forEach((argument, index) => {
    const name = fits.parameters[index]
    if (name !== undefined) bound.set(name, argument.value)
  })
  return bound
}

/** `lognormal(mean=…, cv=…) or lognormal(p50=…, p99=…)` */
function usage(name: string, signatures: readonly Signature[]): string {
  return signatures.map((signature) => `${name}(${parametersOf(signature)})`).join(' or ')
}

function parametersOf(signature: Signature): string {
  const needed = signature.parameters.map((name, index) => (index < signature.positional ? name : `${name}=…`))
  const optional = (signature.optional ?? []).map((name) => `${name}=… (may be left out)`)
  return [...needed, ...optional].join(', ')
}

function fit(signature: Signature, positional: number, names: readonly string[]): boolean {
  if (positional > signature.positional) return false
  const open = signature.parameters.slice(positional)
  const known = [...open, ...(signature.optional ?? [])]
  return open.every((name) => names.includes(name)) && names.every((name) => known.includes(name))
}

function strangeArgument(call: Call): Mistake | undefined {
  for (const argument of call.arguments) {
    const strange = argument.share ?? argument.weight ?? argument.stay
    if (strange !== undefined) {
      return new Mistake('S117', `"${call.name.text}" takes no shares, weights or stays`, strange)
    }
  }
  return undefined
}

function unknownParameter(
  call: Call,
  place: { start: number; end: number },
  name: string,
  signatures: readonly Signature[],
): Mistake | undefined {
  const known = [...new Set(signatures.flatMap((each) => [...each.parameters, ...(each.optional ?? [])]))]
  if (known.includes(name)) return undefined
  const suggestion = suggest(name, known)
  return new Mistake('S117', `"${call.name.text}" has no parameter "${name}"`, place, {
    expected: usage(call.name.text, signatures),
    ...(suggestion === undefined ? {} : { suggestion }),
  })
}

function misfit(call: Call, signatures: readonly Signature[]): Mistake {
  const given = call.arguments.length
  const label = given === 0 ? 'no arguments' : 'these arguments do not go together'
  return misuse(call, call, `"${call.name.text}" is called with the wrong arguments`, signatures, label)
}

function misuse(
  call: Call,
  place: { start: number; end: number },
  message: string,
  signatures: readonly Signature[],
  label?: string,
): Mistake {
  return new Mistake('S117', message, place, {
    expected: usage(call.name.text, signatures),
    ...(label === undefined ? {} : { label }),
  })
}
