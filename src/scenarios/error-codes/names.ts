import type { ErrorCode } from './error-code.ts'

/** Names and numbers do not fit each other. */
export const NAME_CODES: Readonly<Record<string, ErrorCode>> = {
  S201: {
    title: 'unknown module',
    explanation: 'A call, a unit or a mix names a module that the application does not have.',
  },
  S202: {
    title: 'unknown operation',
    explanation:
      'A call or a mix names an operation that its module does not have. Inside a module, an operation may be ' +
      'written without the name of the module; from outside it is "module.operation".',
  },
  S203: {
    title: 'unknown record',
    explanation: 'A step touches a record, a store holds one, or a copy is of one, that no module owns.',
  },
  S204: {
    title: 'unknown side of an edge',
    explanation:
      'A policy, a link or a fault names a unit, module, store or workload that exists in no variant, so it ' +
      'would change nothing.',
  },
  S205: {
    title: 'unknown zone',
    explanation: 'Something stands in a zone that network.zones does not declare.',
  },
  S206: {
    title: 'unknown machine',
    explanation:
      'The price book has no machine of that name, so its cpus and its price are unknown. Write the machine ' +
      'out: { vcpu: 4, memory: 8GiB, price: $0.1785/h }.',
  },
  S207: {
    title: 'unknown input',
    explanation: 'A step takes its key, or a workload its session, from an input that is not drawn.',
  },
  S210: {
    title: 'module in two units',
    explanation:
      'Two units hold the same module. Callers would not know which one to call; a module runs in one unit, in ' +
      'as many instances as needed.',
  },
  S211: {
    title: 'unit without modules',
    explanation: 'A unit does not say which modules it holds, and no module has its name.',
  },
  S212: {
    title: 'module in no unit',
    explanation:
      'A module is in no unit, so nothing would answer calls to it. The key each-module under deploy covers all ' +
      'modules that no other unit holds.',
  },
  S213: {
    title: 'record with two owners',
    explanation:
      'Two modules own a record of the same name. A record belongs to one module, and the others ask that module.',
  },
  S214: {
    title: 'record in no store or in two',
    explanation: 'Every record is kept in exactly one store.',
  },
  S215: {
    title: 'one name for two things',
    explanation:
      'Two parts of the scenario have the same name, and policies, links and reports tell parts apart by their ' +
      'names alone.',
  },
  S216: {
    title: 'operation that is named like a statement',
    explanation:
      'Statements about records appear in figures as operations of the store, and an operation of a module ' +
      'has the very same name.',
  },
  S217: {
    title: 'reserved reason',
    explanation:
      'A business reason has the name of an outcome that Orrery itself reports, such as timeout, and the two ' +
      'could not be told apart.',
  },
  S218: {
    title: 'answer from a branch',
    explanation:
      '"respond" answers the caller of the whole operation. A branch of "parallel" and the bodies of "repeat" and ' +
      '"lease" have no caller of their own.',
  },
  S220: {
    title: 'calls without end',
    explanation:
      'Calls inside one unit lead back to where they began with certainty and without taking time, so a request ' +
      'would never end.',
  },
  S224: {
    title: 'balancing that does not fit',
    explanation:
      'The balancing policy needs another number of instances: one weight for each, or no more different ' +
      'choices than there are.',
  },
  S225: {
    title: 'unknown distance',
    explanation:
      'Two regions have no measured round trip in the table of Orrery, so the scenario must state ' +
      'network.cross-region itself.',
  },
  S226: {
    title: 'link that is not one',
    explanation:
      'An override changes only a part of a link, but the two ends are in several zones, so it would change ' +
      'several different links.',
  },
  S227: {
    title: 'missing file',
    explanation: 'A workload replays a CSV file that was not given.',
  },
  S228: {
    title: 'unusable file',
    explanation:
      'A replayed CSV file does not hold what the workload expects: the column is missing, or a row is not a ' +
      'time or a count.',
  },
  S230: {
    title: 'peak too sharp',
    explanation:
      'A daily wave keeps its mean by getting narrower as its peak gets higher, and this peak is higher than the ' +
      'pieces of the wave can show. Write the rate as segments.',
  },
  S231: {
    title: 'too many periods',
    explanation:
      'The wave repeats so often that its pieces would fill the memory. For bursts use on-off(...) or mmpp(...).',
  },
  S232: {
    title: 'more than a world can hold',
    explanation:
      'A number of zones, workloads, instances, users or branches is so large that the run would need more memory ' +
      'and time than it could tell you anything. Model a part of it, and scale the load with it.',
  },
}
