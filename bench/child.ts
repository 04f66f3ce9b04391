import type { Contestant } from './contestant.ts'
import type { Measurement, Task } from './measurement.ts'

// One measurement in a process of its own, so that no contestant warms up or litters for another: the task comes as an
// argument in JSON, the measurement goes to stdout in JSON.
const task = JSON.parse(process.argv[2] ?? '') as Task
const { contestants } = (await import(task.module)) as { contestants: readonly Contestant[] }
const contestant = contestants.find(({ workload, name }) => workload === task.workload && name === task.name)
if (contestant === undefined) throw new Error(`${task.module} has no ${task.workload}, ${task.name}`)
const measurement = task.kind === 'time' ? time(contestant) : occupy(contestant)
console.log(JSON.stringify(measurement))

function time(subject: Contestant): Measurement {
  subject.prepare?.()
  subject.run(task.warmup)
  const before = process.cpuUsage()
  const { events, requests } = subject.run(task.count)
  const { user, system } = process.cpuUsage(before)
  return { cpu: (user + system) * 1000, events, requests, peakMemory: peakMemory(), occupied: 0 }
}

function occupy(subject: Contestant): Measurement {
  if (subject.inFlight === undefined) throw new Error(`${subject.name} cannot keep requests in flight`)
  // Once in small, so that code and fixed tables are there before.
  const small: unknown[] = [subject.inFlight(100)]
  const before = liveMemory()
  const large: unknown[] = [subject.inFlight(task.count)]
  const occupied = liveMemory() - before
  const kept = small.length + large.length
  return { cpu: 0, events: 0, requests: task.count, peakMemory: peakMemory(), occupied: kept === 2 ? occupied : 0 }
}

/** Bytes reachable after a collection, with what lies outside the heap. */
function liveMemory(): number {
  if (globalThis.gc === undefined) throw new Error('start with --expose-gc')
  globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

function peakMemory(): number {
  return process.resourceUsage().maxRSS * 1024
}
