/** `deliver` has not finished: the frame goes on when the cargo hands it back. */
export const DEFERRED = -1
/** The same, and what it waits for is no work of this server: it needs no slot meanwhile. */
export const SET_ASIDE = -2

/**
 * What travels with a call besides its bytes: a statement for a store, an entry of a log, a message of a process. The
 * call tells its cargo how it fares; calls that carry nothing have none and pay nothing. (`Frame` is the type of that
 * name, which knows this one.)
 */
export abstract class Cargo<Frame> {
  /** The instance that the call has to go to, by index; -1: whichever the balancer picks. */
  aim = -1
  /** The key that the call touches; -1 for none. */
  key = -1
  /** Nobody waits for an answer, so none is sent: the call is over when its server is done with it. */
  readonly oneWay: boolean = false
  /**
   * It is received when the request arrives, by something that is always there: `deliver` comes at once, the answer
   * goes back at once, and neither the queue nor the worker slots nor the steps of the operation have to do with it. It
   * must not defer.
   */
  readonly beside: boolean = false
  /**
   * It goes over a connection that keeps the order: its request does not arrive before those of the same edge that went
   * that way before it, from the same instance to the same one.
   */
  readonly inOrder: boolean = false

  /** The call is made, and about to be sent. */
  issued(_call: Frame): void {}

  /**
   * The request has reached its server and is about to get in line. `false` keeps it out, for example until a lock is
   * free; then `Instance.comeIn` lets it in, or `Instance.turnOut` ends it.
   */
  admit(_call: Frame): boolean {
    return true
  }

  /**
   * The server has come to the `deliver` step of its operation. Returns the outcome, or `DEFERRED` (`SET_ASIDE`): then
   * it waits, and the cargo puts it among those that are ready, with `frame.failure` set, when it may go on.
   */
  abstract deliver(call: Frame): number

  /**
   * The call has ended for its caller with `outcome`: answered, refused or timed out. Settles the frame that waited for
   * it, if that is due now, and returns it; the client gives the call back itself.
   */
  abstract ended(call: Frame, outcome: number): Frame | null

  /** The call has been answered, and nothing of it is on its way any more: the cargo may serve another call. */
  atRest(): void {}

  /** The same for another attempt or copy of the call, which may meet another fate. */
  again(): Cargo<Frame> {
    return this
  }

  /** An attempt has ended, with what it brought back; its call has ended with it. */
  broughtBack(_attempt: Cargo<Frame>): void {}

  /** An answer has come of a call that nobody waits for any more. */
  late(_call: Frame, _outcome: number): void {}

  /**
   * The call was given up while it was under way: its caller is gone, or has stopped waiting; `ended` may have come.
   */
  dropped(_call: Frame, _outcome: number): void {}

  /**
   * The call, or its answer, is lost, and nobody waits for it with a timeout: neither `ended` nor `dropped` will come.
   * It must not make calls at once.
   */
  lost(_call: Frame): void {}

  /** `admit` has kept the call out until now, and the time that it set in `wake` has come. */
  waitOver(_call: Frame): void {}

  /**
   * The visit to the server is over, however, and whether or not it has come to `deliver`. `did` is how its operation
   * has ended there, whatever the caller will hear of it; `crashed` or `cancelled` when it was stopped.
   */
  left(_call: Frame, _did: number): void {}

  /** What the call asks for had been done before for the same key, and is not done again. */
  absorbed(): void {}

  /** Whether the call goes over a connection that is held for it: it needs no place in the pool of its edge. */
  takesPlace(): boolean {
    return false
  }

  /** The call has ended with a place in the pool of its edge; returns whether that is held for another one. */
  keepsPlace(_call: Frame): boolean {
    return false
  }

  /** The call was stopped at its server while it was kept out, or while `deliver` was deferred. */
  withdrawn(_call: Frame): void {}
}
