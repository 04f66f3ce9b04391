import { fitsGlob } from '../../glob.ts'
import type { BrokerKind } from '../../messaging.ts'
import type { DocumentPath } from '../../problem.ts'
import { isExact } from '../closeness.ts'
import type { Detail, Findings } from '../findings.ts'
import { listed, sortedKeys } from '../names.ts'
import { unknownName } from '../unknown-name.ts'
import { checkIdempotency } from './check-idempotency.ts'
import { checkTopics } from './check-topics.ts'
import { handlerOperation } from './event-words.ts'
import type { PlacedBroker } from './mail.ts'
import type { MessageChecks } from './message-checks.ts'
import { CONSUMER_OPTIONS, EVENT_OPTIONS, WORDS } from './option-kinds.ts'

/** Reports what brokers, events, consumers and handlers say that cannot be. */
export function checkMessages(checks: MessageChecks): void {
  checkHandlerNames(checks)
  checkHolds(checks)
  checkMemory(checks)
  checkEventRules(checks)
  checkConsumerRules(checks)
  checkTopics(checks)
  checkIdempotency(checks)
}

/** A handler is an operation, and its name is made of that of the event. */
function checkHandlerNames({ scenario, findings }: MessageChecks): void {
  for (const module of sortedKeys(scenario.app)) {
    const { operations = {}, on = {} } = scenario.app[module] ?? {}
    const taken = new Map<string, DocumentPath>()
    for (const operation of sortedKeys(operations)) taken.set(operation, ['app', module, 'operations', operation])
    for (const event of sortedKeys(on)) {
      const name = handlerOperation(event)
      const path = ['app', module, 'on', event]
      const other = taken.get(name)
      taken.set(name, path)
      if (other === undefined) continue
      findings.error('S307', path, `what handles "${event}" is called "${module}.${name}", and so is something else`, {
        at: 'key',
        hint: 'in the names of handlers the dots of an event become dashes: rename one of the two',
        related: [{ path: other, message: 'the other' }],
      })
    }
  }
}

function checkHolds({ scenario, mail, findings }: MessageChecks): void {
  const known = (): string[] => mail.events.map(({ name }) => name)
  for (const { path, template } of mail.brokers) {
    if (template.holds === 'all') continue
    template.holds.forEach((pattern, index) => {
      checkEvent(pattern, [...path, 'holds', index], known, findings)
    })
  }
  for (const pattern of sortedKeys(scenario.events ?? {})) {
    checkEvent(pattern, ['events', pattern], known, findings, 'key')
  }
}

/** An error for a plain name, a warning for a pattern with a star: as with the patterns of policies. */
function checkEvent(
  pattern: string,
  path: DocumentPath,
  known: () => string[],
  findings: Findings,
  at: 'key' | 'value' = 'value',
): void {
  const names = known()
  if (names.some((name) => fitsGlob(pattern, name))) return
  if (!isExact(pattern)) findings.warning('L308', path, `"${pattern}" fits no event`, { at, ...fittingNothing(names) })
  else unknownName(findings, 'S306', 'event', pattern, () => names, path, undefined, { at })
}

/** What a pattern could have fitted. */
function fittingNothing(names: readonly string[]): Detail {
  return {
    label: 'fits nothing',
    ...(names.length === 0 ? {} : { expected: `a pattern that fits ${listed(names, 12)}` }),
  }
}

/** The memory of one process reaches nobody outside of it. */
function checkMemory({ mail, placement, findings }: MessageChecks): void {
  for (const { name, template, path } of mail.brokers) {
    if (template.rules.kind !== 'in-process') continue
    for (const event of mail.events) {
      if (event.broker !== name) continue
      for (const subscription of mail.subscriptions) {
        if (subscription.event !== event.name) continue
        const stranger = event.publishers.find(({ module }) => placement.unitOf.get(module)?.name !== subscription.unit)
        if (stranger === undefined) continue
        const unit = placement.unitOf.get(stranger.module)?.name ?? ''
        const message = `"${subscription.module}" is not in the unit that publishes "${event.name}"`
        findings.error('S314', subscription.path, message, {
          at: 'key',
          label: `it is in "${subscription.unit}", and "${stranger.module}" is in "${unit}"`,
          hint: 'kind: in-process is the memory of one process: take another kind of broker, or one unit for both',
          related: [
            { path: stranger.path, message: 'published here' },
            { path: [...path, 'kind'], message: 'and carried by this' },
          ],
        })
      }
    }
  }
}

/** Options of events that no broker of theirs has would do nothing. */
function checkEventRules({ scenario, mail, findings }: MessageChecks): void {
  const brokers = new Map(mail.brokers.map((broker) => [broker.name, broker]))
  for (const pattern of sortedKeys(scenario.events ?? {})) {
    const fitting = mail.events.filter(({ name }) => fitsGlob(pattern, name))
    const carriers = fitting.flatMap(({ broker }) => brokers.get(broker) ?? [])
    for (const option of sortedKeys({ ...scenario.events?.[pattern] })) {
      if (option === 'size' || option === 'outbox') continue
      checkOption(option, carriers, EVENT_OPTIONS, ['events', pattern, option], 'S304', findings)
    }
  }
}

function checkConsumerRules({ scenario, mail, findings }: MessageChecks): void {
  const brokers = new Map(mail.brokers.flatMap((broker) => broker.events.map((event) => [event, broker] as const)))
  scenario.consumers?.forEach(({ on, ...settings }, index) => {
    const path = ['consumers', index]
    const known = (): string[] => mail.subscriptions.map(({ name }) => name)
    const fitting = mail.subscriptions.filter(
      ({ event, module }) => fitsGlob(on.event, event) && fitsGlob(on.module, module),
    )
    if (fitting.length === 0) {
      if (isExact(on.event) && isExact(on.module)) {
        const declared = (found: string): DocumentPath =>
          mail.subscriptions.find(({ name }) => name === found)?.path ?? []
        unknownName(findings, 'S306', 'handler', on.text, known, [...path, 'on'], declared)
      } else findings.warning('L308', [...path, 'on'], `"${on.text}" fits no handler`, fittingNothing(known()))
      return
    }
    const carriers = fitting.flatMap(({ event }) => brokers.get(event) ?? [])
    for (const option of sortedKeys(settings)) {
      const place = [...path, option]
      if (!checkOption(option, carriers, CONSUMER_OPTIONS, place, 'S305', findings)) continue
      const value: unknown = Reflect.get(settings, option)
      checkWord(option, wordOf(value), carriers, place, findings)
    }
  })
}

/** Whether some of the brokers has the option; reports it if none has. */
function checkOption(
  option: string,
  carriers: readonly PlacedBroker[],
  options: Readonly<Record<BrokerKind, readonly string[]>>,
  path: DocumentPath,
  code: string,
  findings: Findings,
): boolean {
  const kinds = [...new Set(carriers.map(({ template }) => template.rules.kind))]
  if (kinds.length === 0) return false
  if (kinds.some((kind) => options[kind].includes(option))) return true
  const [kind = 'in-process'] = kinds
  const [carrier] = carriers
  const owners = KINDS.filter((each) => options[each].includes(option))
  const own = options[kind]
  findings.error(code, path, `a broker of kind ${kind} knows no "${option}"`, {
    at: 'key',
    expected: own.length === 0 ? 'nothing of that sort: it is only memory' : `one of ${own.join(', ')}`,
    hint: `that is an option of kind: ${listed(owners)}`,
    ...(carrier === undefined ? {} : { related: [{ path: carrier.path, message: `"${carrier.name}" carries it` }] }),
  })
  return false
}

/** Some options have the same name with every kind, and not the same words. */
function checkWord(
  option: string,
  word: string | undefined,
  carriers: readonly PlacedBroker[],
  path: DocumentPath,
  findings: Findings,
): void {
  if (word === undefined) return
  for (const kind of new Set(carriers.map(({ template }) => template.rules.kind))) {
    const words = WORDS[kind]?.[option]
    if (words === undefined || words.includes(word)) continue
    findings.error('S305', path, `with a broker of kind ${kind}, "${option}" cannot be ${word}`, {
      expected: words.join(' or '),
    })
    return
  }
}

function wordOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'object' && value !== null && 'kind' in value ? String(value.kind) : undefined
}

const KINDS = ['rabbitmq', 'sqs', 'kafka', 'in-process'] as const satisfies readonly BrokerKind[]
