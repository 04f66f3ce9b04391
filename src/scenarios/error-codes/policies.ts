import type { ErrorCode } from './error-code.ts'

/** What is wrong with policies, queues and caches. */
export const POLICY_CODES: Readonly<Record<string, ErrorCode>> = {
  S180: {
    title: 'not a backoff',
    explanation:
      'The waits between attempts are constant(500ms), linear(100ms, max=1s), exponential(100ms, factor=2, max=20s, ' +
      'jitter=full) or none. Jitter is none, full, equal, proportional(25%), decorrelated or decorrelated-v2.',
  },
  S181: {
    title: 'not a retry budget',
    explanation:
      'A budget bounds all retries of a caller together: 20% (Finagle), token-bucket(10/s, burst=10), finagle(20%, ' +
      'reserve=10/s, ttl=10s), linkerd(20%), grpc(tokens=10, ratio=0.1), envoy(20%, minimum=3), aws, aws-adaptive, ' +
      'adaptive-bucket(size=5, deposit=0.1), or none.',
  },
  S182: {
    title: 'not a rate limit',
    explanation:
      'A rate limit is a rate, 100/s, or one of token-bucket(100/s, burst=20), leaky-bucket(100/s, burst=20), ' +
      'fixed-window(100, per=1s), sliding-window(100, per=1s), or none.',
  },
  S183: {
    title: 'not a concurrency limit',
    explanation:
      'A limit on concurrency that is found while running is aimd, gradient or vegas, each with the defaults of ' +
      'Netflix concurrency-limits, which can be changed: aimd(initial=20, max=100). bulkhead is a fixed bound.',
  },
  S184: {
    title: 'not an order of service',
    explanation:
      'A queue serves fifo, lifo, adaptive-lifo(n) (the last first while more than n wait) or priority (the most ' +
      'important first, by the priorities of the workload).',
  },
  S185: {
    title: 'not the delay of a hedge',
    explanation: 'A hedge starts after a duration, 20ms, or after a percentile of recent answers: p95; p999 is 99.9 %.',
  },
  S186: {
    title: 'option that this breaker does not have',
    explanation:
      'Each preset is the breaker of one library and has the options of that library only. An option that is ignored ' +
      'would be a setting that silently does nothing.',
  },
  S187: {
    title: 'option that this breaker would refuse',
    explanation:
      'The library itself would throw at this value, or take it for another: windows of calls where it counts time, ' +
      'thresholds of 0 % or 100 % where it wants something between, times below its smallest.',
  },
  S188: {
    title: 'kind named twice in an order',
    explanation:
      'An order lists kinds of policies from the outermost to the innermost, and a call has each at most once.',
  },
  S189: {
    title: 'policy that a server cannot have',
    explanation:
      'With at: server a policy is part of the callee, before its queue. There it can limit what comes in by ' +
      'rate-limit, bulkhead, concurrency-limit. Timeouts, retries, breakers, hedges and fallbacks are the caller’s.',
  },
  S190: {
    title: 'server policy for one caller',
    explanation:
      'What a server admits holds for all its callers together, because it has one queue for them; so the pattern of ' +
      'a policy with at: server begins with "* ->".',
  },
  S250: {
    title: 'unknown outcome',
    explanation:
      'A set of outcomes names something that no call of this scenario can end with: neither a failure that Orrery ' +
      'knows nor the reason of a "fail" step.',
  },
  S251: {
    title: 'order of something absent',
    explanation:
      'An order names a kind of policy that none of its calls has. The order is then not what it seems to say, for ' +
      'example because another policy was meant to bring it.',
  },
  S252: {
    title: 'fallback that leads back to itself',
    explanation:
      'What is done instead of a failed call makes the same call again, so when that fails for good the two go round ' +
      'without end.',
  },
  S253: {
    title: 'one cache described in two ways',
    explanation:
      'All cache steps of a module on one record share one cache, so they must agree about its ttl, entries, scope ' +
      'and warmth.',
  },
  S254: {
    title: 'more warm entries than there is room for',
    explanation: 'The share of keys that is in the cache at the start is larger than the number of its entries.',
  },
  S255: {
    title: 'class of something that is not called',
    explanation: 'The priorities of a workload name an operation that is not in its mix.',
  },
}
