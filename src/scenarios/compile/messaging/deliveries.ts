import { type Plan, StepKind } from '../../../sim/plan.ts'

/** How a message comes to its handler. */
export interface DeliveryWay {
  readonly program: number
  /** Over the network from a broker that pushes, or within an instance. */
  readonly edge: number
  readonly requestBytes: number
}

/** For each event, by index, the ways to all who handle it; empty without messages. */
export function deliveryWays({ programs, events = [], subscriptions = [] }: Plan): readonly (readonly DeliveryWay[])[] {
  if (events.length === 0) return []
  const edges = new Map<string, number>()
  for (const { operation, steps } of programs) {
    if (operation) continue
    for (const step of steps) if (step.kind === StepKind.call) edges.set(`${step.path} ${step.program}`, step.edge)
  }
  return events.map(({ subscriptions: own, size }) =>
    own.flatMap((s) => {
      const subscription = subscriptions[s]
      if (subscription === undefined) return []
      const { name, program } = subscription
      return { program, edge: edges.get(`${name} ${program}`) ?? -1, requestBytes: size.mean }
    }),
  )
}
