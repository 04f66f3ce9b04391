import type { InstrumentBuilder } from './instrument-builder.ts'
import type { BrokerInstruments } from './messaging/broker-instruments.ts'
import type { Plan } from './plan.ts'

/** Lists what the brokers of a plan report. */
export function listBrokers({ brokers = [] }: Plan, builder: InstrumentBuilder): readonly BrokerInstruments[] {
  return brokers.map(({ name, rules }) => {
    const counter = (queue: string): number =>
      rules.kind === 'sqs' ? builder.counter('paid-requests', { broker: name, queue }) : -1
    return { standard: counter('standard'), fifo: counter('fifo') }
  })
}
