import type { ErrorCode } from './error-code.ts'

/** Warnings about policies: they work, but perhaps against each other or for nothing. */
export const POLICY_DOUBT_CODES: Readonly<Record<string, ErrorCode>> = {
  L370: {
    title: 'caller that gives up before its callee',
    explanation:
      'A caller waits a shorter time than its callee waits for others, tries and waits between them included. The ' +
      'callee then works on for nobody, and its own retries, breakers and fallbacks come too late. Outer timeouts ' +
      'should be the longer ones; or propagate: true or cancel: true tell the callee when to ' +
      'stop.',
  },
  L371: {
    title: 'retries that multiply',
    explanation:
      'Several layers of one chain of calls retry. When the innermost call fails, its attempts are multiplied: d ' +
      'layers of k retries make (k + 1)^d calls. Retry in one layer, or bound the retries by a budget.',
  },
  L372: {
    title: 'breaker that can hardly open',
    explanation:
      'At the mean rate of calls the window of the breaker holds fewer of them than it needs, or its threshold ' +
      'cannot be passed at all, so it stays closed whatever fails.',
  },
  L373: {
    title: 'timeout longer than the window of the breaker',
    explanation:
      'Calls that time out are counted when they end, and by then the window has forgotten the time in which they ' +
      'began, so a callee that hangs is noticed late or never.',
  },
  L374: {
    title: 'bound on concurrency below Little’s law',
    explanation:
      'Rate times mean time is the number of calls that are on their way on average. A bulkhead or concurrency limit ' +
      'below that refuses calls although nothing is wrong.',
  },
  L375: {
    title: 'deadline before the last attempt',
    explanation:
      'The deadline of a workload ends before all attempts of a call and the waits between them could, so the last ' +
      'attempts are never made.',
  },
  L376: {
    title: 'total timeout before the last attempt',
    explanation: 'The total timeout of a call ends before all its attempts and the waits between them could.',
  },
  L377: {
    title: 'hedge that overloads the server',
    explanation:
      'A hedge with a fixed delay repeats every call once the callee is slow, whatever the reason, and with these ' +
      'repetitions the callee has more work than it can do. A percentile as the delay bounds the extra work.',
  },
  L378: {
    title: 'hedge to the same instance',
    explanation: 'There is no second instance, so the second attempt waits behind the first.',
  },
  L379: {
    title: 'retry of what may have been done',
    explanation:
      'With unsafe: true an operation that is not idempotent is tried again after failures that leave open whether ' +
      'it was done, so it can be done twice.',
  },
  L380: {
    title: 'retry without a timeout',
    explanation:
      'A call without a timeout waits for ever for an answer that was lost, so the silent failures, which a retry ' +
      'could heal, are never retried.',
  },
  L381: {
    title: 'rate limit below the mean rate',
    explanation:
      'More calls come on average than the limit lets through, so it refuses calls for as long as that lasts.',
  },
  L382: {
    title: 'setting without a policy',
    explanation:
      'Where a policy is applied, and whose state it has, means nothing for calls that have no policy; and a ' +
      'deadline can be propagated only where there is a timeout.',
  },
  L383: {
    title: 'queue that nothing waits in',
    explanation:
      'An event loop has slots without number, so nothing waits for one, and the order, patience and shedding of its ' +
      'queue mean nothing; only the limit does.',
  },
  L384: {
    title: 'queue whose rule has nothing to go by',
    explanation:
      'A queue by priority needs workloads with priorities, and one that drops hopeless requests needs deadlines ' +
      'that servers know: propagate: true.',
  },
  L385: {
    title: 'server policy for a module among others',
    explanation:
      'A policy at the server holds for a whole unit. A module that shares its unit with others has no door of its ' +
      'own, so a policy that names it does nothing here.',
  },
}
