import { EventKind } from '../event-kind.ts'
import { ABANDONED, type Frame, FrameKind, FrameState, Waste } from '../frame.ts'
import type { FramePool } from '../frame-pool.ts'
import type { Engine } from '../kernel/engine.ts'
import { eventCode } from '../kernel/event-code.ts'
import type { Probe } from '../kernel/probe.ts'
import type { Stream } from '../kernel/stream.ts'
import type { Link } from '../network/link.ts'
import type { Holder } from '../network/weather/fate.ts'
import type { Jam } from '../network/weather/jam.ts'
import { Message, type MessageKind } from '../network/weather/message.ts'
import type { Weather } from '../network/weather/weather.ts'
import { Outcome } from '../outcome.ts'
import type { Instance } from '../services/instance.ts'
import type { Edge } from './edge.ts'
import type { ReadyList } from './ready-list.ts'

/** What moving messages needs of the world. */
export interface WireParts {
  readonly engine: Engine
  readonly frames: FramePool
  readonly edges: readonly Edge[]
  readonly instances: readonly Instance[]
  /** Zone of each workload; -1 for clients outside. */
  readonly workloadZones: readonly number[]
  /** Where frames go whose message takes no time. */
  readonly ready: ReadyList
}

/** What a message takes beyond its link. */
interface Burden {
  lost: boolean
  delay: number
  transmission: number
}

/** Numbers below this stand for messages in jams, where otherwise sequence numbers of events stand. */
const TOKENS = -536870912

/**
 * Moves the messages of calls: requests, answers and cancellations, over the links between the two ends, through the
 * weather of their edge.
 */
export class Wire {
  probe: Probe
  readonly #engine: Engine
  readonly #frames: FramePool
  readonly #edges: readonly Edge[]
  readonly #instances: readonly Instance[]
  readonly #workloadZones: readonly number[]
  readonly #ready: ReadyList
  /** What the weather is asked about; made when it is first needed. */
  #message: Message | undefined
  readonly #burden: Burden = { lost: false, delay: 0, transmission: 0 }
  /** The jam in which a message stands that sets the connection up. */
  #handshakeJam: Holder | null = null
  /** The last number given to a message in a jam; they count down. */
  #token: number = TOKENS
  /** By edge, by its two ends: when the last request arrives that keeps the order, ns. */
  readonly #streams: Map<number, number>[] = []

  constructor(parts: WireParts, probe: Probe) {
    this.probe = probe
    this.#engine = parts.engine
    this.#frames = parts.frames
    this.#edges = parts.edges
    this.#instances = parts.instances
    this.#workloadZones = parts.workloadZones
    this.#ready = parts.ready
  }

  /** Sends the request of a call to the server chosen for it; false when the message is lost. */
  request(call: Frame, edge: Edge, server: Instance): boolean {
    const { weather } = edge
    if (weather !== null && !weather.calm) return this.#requestInWeather(call, edge, server, weather)
    const index = edge.linkIndex(this.#callerZone(call), server.zone)
    const setUp = edge.connects ? this.#setUpConnection(call, edge, index, server, null) : 0
    const delay = this.#send(edge, index, requestBytes(call, edge), edge.there, this.#callerOf(call), 0)
    if (delay < 0) return false
    call.state = FrameState.requestOnTheWay
    this.#deliver(call, this.#inTurn(call, setUp + delay), EventKind.request)
    return true
  }

  /** Sends the answer of a call back to its caller; false when the message is lost. */
  answer(call: Frame, edge: Edge, server: Instance): boolean {
    const { weather } = edge
    if (weather !== null && !weather.calm) return this.#answerInWeather(call, edge, server, weather)
    const index = edge.linkIndex(this.#callerZone(call), server.zone)
    const delay = this.#send(edge, index, answerBytes(call, edge), edge.back, server, 0)
    if (delay < 0) return false
    call.state = FrameState.answerOnTheWay
    this.#deliver(call, delay, EventKind.answer)
    return true
  }

  /** Sends a cancellation after the request of a call. */
  cancellation(call: Frame, edge: Edge): void {
    const server = this.#instances[call.instance] as Instance
    const { weather } = edge
    let delay = edge.link(edge.linkIndex(this.#callerZone(call), server.zone)).delay(edge.there)
    if (weather !== null && !weather.calm) {
      const fate = weather.fateOf(this.#describe(call, 'cancellation', server, 0))
      if (fate.lost) return
      delay += fate.delay
      if (fate.jam !== null) {
        call.cancelWake = this.#hold(fate.jam, call, 'cancellation', delay)
        return
      }
    }
    call.cancelWake = this.#engine.schedule(delay, eventCode(EventKind.cancel, call.index))
  }

  /** Lets go on what stood in these jams, which have ended, in the order in which it was sent. */
  release(jams: readonly Jam[]): void {
    const { now } = this.#engine
    let last = now
    const held = jams.flatMap((jam) => jam.release()).sort((a, b) => b.token - a.token)
    for (const each of held) {
      const { call, kind, token, due } = each
      if ((kind === 'cancellation' ? call.cancelWake : call.wake) !== token) continue
      const server = this.#instances[call.instance] as Instance
      const jam = (this.#edges[call.edge] as Edge).weather?.jamFor(this.#describe(call, kind, server, 0)) ?? null
      if (jam !== null) {
        jam.hold(each)
        continue
      }
      last = Math.max(last, due)
      const event = kind === 'request' ? EventKind.request : kind === 'answer' ? EventKind.answer : EventKind.cancel
      const sequence = this.#engine.schedule(last - now, eventCode(event, call.index))
      if (kind === 'cancellation') call.cancelWake = sequence
      else call.wake = sequence
    }
  }

  /** The same call once more, for nobody: a message that arrives twice, or work whose caller has been cut off. */
  double(call: Frame): Frame {
    const copy = this.#frames.take(FrameKind.remote, call.program)
    copy.series = ABANDONED
    copy.waste = Waste.cancelled
    copy.request = call.request
    copy.path = call.path
    copy.workload = call.workload
    copy.caller = call.caller
    copy.instance = call.instance
    copy.edge = call.edge
    copy.expiresAt = call.expiresAt
    copy.start = call.start
    copy.phaseStart = call.phaseStart
    copy.requestBytes = call.requestBytes
    copy.answerBytes = call.answerBytes
    copy.key = call.key
    copy.priority = call.priority
    copy.outcome = call.outcome
    copy.cargo = call.cargo?.again() ?? null
    copy.context = call.context
    copy.state = call.state
    copy.passage = -1
    return copy
  }

  #requestInWeather(call: Frame, edge: Edge, server: Instance, weather: Weather): boolean {
    const message = this.#describe(call, 'request', server, requestBytes(call, edge))
    const outage = weather.outageFor(message)
    if (outage !== null) {
      if (outage.mode === 'hang') return false
      this.#resolveNothing(call, edge, server)
      return true
    }
    const fate = weather.fateOf(message)
    const burden = this.#burdenOf(fate)
    const { jam, copyAfter, intercepted } = fate
    call.intercepted = jam === null ? intercepted : Outcome.ok
    const index = edge.linkIndex(this.#callerZone(call), server.zone)
    this.#handshakeJam = null
    // A connection that is refused is not set up.
    const setUp = intercepted === Outcome.refused ? 0 : this.#setUpConnection(call, edge, index, server, weather)
    const delay = this.#sendBurdened(edge, index, message.bytes, edge.there, this.#callerOf(call), burden)
    if (delay < 0) return false
    call.state = FrameState.requestOnTheWay
    const holder = jam ?? this.#handshakeJam
    if (holder !== null) {
      call.wake = this.#hold(holder, call, 'request', setUp + delay)
      return true
    }
    this.#deliver(call, this.#inTurn(call, setUp + delay), EventKind.request)
    if (copyAfter >= 0 && intercepted === 0) {
      this.#deliver(this.double(call), setUp + delay + copyAfter, EventKind.request)
    }
    return true
  }

  #answerInWeather(call: Frame, edge: Edge, server: Instance, weather: Weather): boolean {
    const message = this.#describe(call, 'answer', server, answerBytes(call, edge))
    const fate = weather.fateOf(message)
    const index = edge.linkIndex(message.callerZone, message.calleeZone)
    const delay = this.#sendBurdened(edge, index, message.bytes, edge.back, server, this.#burdenOf(fate))
    if (delay < 0) return false
    call.state = FrameState.answerOnTheWay
    if (fate.jam !== null) {
      call.wake = this.#hold(fate.jam, call, 'answer', delay)
      return true
    }
    this.#deliver(call, delay, EventKind.answer)
    if (fate.copyAfter >= 0) this.#deliver(this.double(call), delay + fate.copyAfter, EventKind.answer)
    return true
  }

  /** The caller cannot find the unit; it learns of it within the current event, and no server is to blame. */
  #resolveNothing(call: Frame, edge: Edge, server: Instance): void {
    edge.balancer(call.caller).settled(server)
    call.instance = -1
    call.outcome = Outcome.unresolved
    call.origin = call.edge
    call.answerBytes = 0
    call.state = FrameState.answerOnTheWay
    this.#ready.add(call)
  }

  #describe(call: Frame, kind: MessageKind, server: Instance, bytes: number): Message {
    const message = (this.#message ??= new Message(call))
    message.call = call
    message.kind = kind
    message.back = kind === 'answer'
    message.callerZone = this.#callerZone(call)
    message.calleeZone = server.zone
    message.bytes = bytes
    message.now = this.#engine.now
    return message
  }

  /** Takes over what the next question to the weather would overwrite; a message in a jam has no other burden. */
  #burdenOf(fate: { lost: boolean; delay: number; transmission: number; jam: Holder | null }): Burden {
    const burden = this.#burden
    burden.lost = fate.lost
    burden.delay = fate.jam === null ? fate.delay : 0
    burden.transmission = fate.transmission
    return burden
  }

  #hold(jam: Holder, call: Frame, kind: MessageKind, delay: number): number {
    const token = --this.#token
    jam.hold({ call, kind, token, due: this.#engine.now + delay })
    return token
  }

  /** The delay of a request, longer where it would overtake another one over a connection that keeps the order. */
  #inTurn(call: Frame, delay: number): number {
    if (call.cargo === null || !call.cargo.inOrder) return delay
    const { now } = this.#engine
    const key = call.caller * this.#instances.length + call.instance
    let stream = this.#streams[call.edge]
    if (stream === undefined) {
      stream = new Map()
      this.#streams[call.edge] = stream
    }
    const due = Math.max(now + delay, stream.get(key) ?? 0)
    stream.set(key, due)
    return due - now
  }

  /** Lets a message arrive; one that takes no time arrives within the current event. */
  #deliver(call: Frame, delay: number, kind: number): void {
    if (delay === 0) this.#ready.add(call)
    else call.wake = this.#engine.schedule(delay, eventCode(kind, call.index))
  }

  /** Takes a connection; returns the time until it can be used, 0 for an open one. */
  #setUpConnection(call: Frame, edge: Edge, linkIndex: number, server: Instance, weather: Weather | null): number {
    const connections = edge.connections(call.caller, server.index)
    if (connections === undefined) return 0
    const { now } = this.#engine
    call.connection = 0
    if (connections.take(now)) return Math.max(0, connections.readyAt - now)
    this.probe.counted(edge.instruments.connectionsOpened, now, 1)
    const link: Link = edge.link(linkIndex)
    let delay = 0
    for (let i = 0; i < edge.plan.connection.setupRoundTrips; i++) {
      delay += link.delay(edge.there) + link.delay(edge.back)
      if (weather !== null) delay += this.#shakeHands(call, server, weather)
    }
    connections.opens(now + delay)
    return delay
  }

  /** What the weather adds to one round trip that sets a connection up; lost both ways, the request is lost with it. */
  #shakeHands(call: Frame, server: Instance, weather: Weather): number {
    const message = this.#describe(call, 'handshake', server, 0)
    let delay = 0
    for (let way = 0; way < 2; way++) {
      message.back = way === 1
      const fate = weather.fateOf(message)
      if (fate.lost) this.#burden.lost = true
      if (fate.jam === null) delay += fate.delay
      else this.#handshakeJam ??= fate.jam
    }
    return delay
  }

  /**
   * Delay of a message over a link, with the wait for the sender's interface; -1 when the message is lost. `passage`:
   * the least time, ns, that it takes to get through.
   */
  #send(edge: Edge, linkIndex: number, bytes: number, noise: Stream, sender: Instance | null, passage: number): number {
    const now = this.#engine.now
    const link = edge.link(linkIndex)
    this.probe.counted(edge.instruments.bytes[linkIndex] as number, now, bytes)
    const delay = link.delay(noise)
    const transmission = link.transmission(bytes)
    const through = transmission > 0 ? Math.max(passage, occupyInterface(sender, now, transmission)) : passage
    if (!link.loses(noise)) return delay + through
    this.probe.counted(edge.instruments.messagesLost, now, 1)
    return -1
  }

  /** `#send` of a message with a burden. */
  #sendBurdened(
    edge: Edge,
    linkIndex: number,
    bytes: number,
    noise: Stream,
    sender: Instance | null,
    burden: Readonly<Burden>,
  ): number {
    const delay = this.#send(edge, linkIndex, bytes, noise, sender, burden.transmission)
    if (delay < 0 || !burden.lost) return delay < 0 ? delay : delay + burden.delay
    this.probe.counted(edge.instruments.messagesLost, this.#engine.now, 1)
    return -1
  }

  #callerOf(call: Frame): Instance | null {
    return call.caller >= 0 ? (this.#instances[call.caller] as Instance) : null
  }

  #callerZone(call: Frame): number {
    if (call.caller >= 0) return (this.#instances[call.caller] as Instance).zone
    return this.#workloadZones[call.workload] as number
  }
}

/** The interface of the sender sends a message next; returns the time until it has, ns. */
function occupyInterface(sender: Instance | null, now: number, transmission: number): number {
  const from = sender !== null && sender.interfaceFreeAt > now ? sender.interfaceFreeAt : now
  if (sender !== null) sender.interfaceFreeAt = from + transmission
  return from + transmission - now
}

function requestBytes(call: Frame, edge: Edge): number {
  const { overhead, expansion } = edge.plan.protocol
  return overhead + expansion * call.requestBytes
}

function answerBytes(call: Frame, edge: Edge): number {
  const { overhead, expansion } = edge.plan.protocol
  return overhead + expansion * call.answerBytes
}
