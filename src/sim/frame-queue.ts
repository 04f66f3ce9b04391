import type { Frame } from './frame.ts'
import { LinkedQueue } from './linked-queue.ts'

/** A queue of frames. */
export class FrameQueue extends LinkedQueue<Frame> {}
