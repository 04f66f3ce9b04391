/**
 * xoshiro128** of Blackman and Vigna, 2018, with exponential variates by Marsaglia and Tsang's ziggurat of 256 layers
 * (Journal of Statistical Software 5(8), 2000). The state lies in class fields, which V8 keeps in registers.
 */
export class Random {
  private a: number
  private b: number
  private c: number
  private d: number

  constructor(seed: number) {
    // Four words by a Weyl sequence with an avalanche, so that nearby seeds are far apart and no state is all zero.
    const words = [1, 2, 3, 4].map((turn) => {
      let word = (seed + Math.imul(turn, 0x9e3779b9)) | 0
      word = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
      word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
      return word ^ (word >>> 16)
    })
    this.a = words[0] ?? 1
    this.b = words[1] ?? 2
    this.c = words[2] ?? 3
    this.d = words[3] ?? 4
  }

  /** A 32-bit word as a signed integer. */
  word(): number {
    const b = this.b
    let word = Math.imul(b, 5)
    word = Math.imul((word << 7) | (word >>> 25), 9)
    const c = this.c ^ this.a
    const d = this.d ^ b
    this.b = b ^ c
    this.a = this.a ^ d
    this.c = c ^ (b << 9)
    this.d = (d << 11) | (d >>> 21)
    return word
  }

  /** Uniform in (0, 1). */
  uniform(): number {
    return ((this.word() >>> 0) + 0.5) * 2.3283064365386963e-10
  }

  /** Exponential with mean 1. */
  exponential(): number {
    for (;;) {
      const layer = this.word() & 255
      const across = this.word() >>> 0
      const x = across * (width[layer] as number)
      if (across < (inside[layer] as number)) return x
      if (layer === 0) return tail + this.exponential()
      const low = height[layer] as number
      if (low + this.uniform() * ((height[layer - 1] as number) - low) < Math.exp(-x)) return x
    }
  }
}

/** Where the tail begins, and the area of each layer, for 256 layers. */
const tail = 7.69711747013105
const area = 0.003949659822581557

/** Of each layer: width of a step, the steps certain to lie below the curve, and the curve's height at its edge. */
const width = new Float64Array(256)
const inside = new Float64Array(256)
const height = new Float64Array(256)

const steps = 4294967296
let edge = tail
let outer = area / Math.exp(-tail)
width[0] = outer / steps
inside[0] = (tail / outer) * steps
height[0] = 1
width[255] = tail / steps
height[255] = Math.exp(-tail)
for (let layer = 254; layer >= 1; layer--) {
  outer = edge
  edge = -Math.log(area / outer + Math.exp(-outer))
  inside[layer + 1] = (edge / outer) * steps
  width[layer] = edge / steps
  height[layer] = Math.exp(-edge)
}
inside[1] = 0
