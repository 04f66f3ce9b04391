/** The one generator of seedrandom that is used here; its own types cover the package's main entry only. */
declare module 'seedrandom/lib/alea.js' {
  /** The four numbers that are the whole state: a carry and three fractions of 32 bits. */
  interface AleaState {
    c: number
    s0: number
    s1: number
    s2: number
  }
  interface Alea {
    /** The next 32 random bits as a signed integer. */
    int32(): number
    state(): AleaState
  }
  export default function alea(seed: string, options: { state: true | AleaState }): Alea
}
