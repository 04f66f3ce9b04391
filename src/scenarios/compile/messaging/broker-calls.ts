import type { RemoteCall } from '../remote-call.ts'
import { isUnit, type Mail, type PlacedBroker, talksInside, type UnitAtBroker } from './mail.ts'

/** The one module of a unit that has to do with a broker; empty where several do, and only the unit can be meant. */
function moduleOf({ modules }: UnitAtBroker): string {
  return modules.length === 1 ? (modules[0] ?? '') : ''
}

/** What a unit says to a broker. */
export function callToBroker(broker: PlacedBroker, unit: string): RemoteCall {
  const modules = [...broker.publishers, ...broker.handlers].flatMap((at) => (at.unit === unit ? at.modules : []))
  const fromModule = moduleOf({ unit, modules: [...new Set(modules)] })
  return { from: unit, fromModule, to: broker.name, toModule: '', kind: 'broker' }
}

/** A message on its way to its handler: from the broker that pushes it, or from the unit itself that has fetched it. */
export function callToHandler(broker: PlacedBroker, handler: UnitAtBroker): RemoteCall {
  const { unit } = handler
  if (broker.template.rules.kind !== 'rabbitmq') {
    return { from: unit, fromModule: '', to: unit, toModule: '', kind: 'loopback' }
  }
  return { from: broker.name, fromModule: '', to: unit, toModule: moduleOf(handler), kind: 'push' }
}

/** What the nodes of a broker say to each other. */
export function callInside({ name }: PlacedBroker): RemoteCall {
  return { from: name, fromModule: '', to: name, toModule: '', kind: 'inside' }
}

/** Units that call a broker: those that publish, and those that fetch what they handle. */
export function unitsThatCall({ publishers, handlers, template }: PlacedBroker): string[] {
  const fetching = template.rules.kind === 'rabbitmq' ? [] : handlers
  return [...new Set([...publishers, ...fetching].map(({ unit }) => unit))]
}

/** All calls that brokers receive and make, or that are made for them. */
export function brokerCalls({ brokers }: Mail): RemoteCall[] {
  return brokers.flatMap((broker) => {
    const handed = broker.handlers.map((handler) => callToHandler(broker, handler))
    if (!isUnit(broker)) return handed
    const said = unitsThatCall(broker).map((unit) => callToBroker(broker, unit))
    return [...said, ...handed, ...(talksInside(broker) ? [callInside(broker)] : [])]
  })
}
