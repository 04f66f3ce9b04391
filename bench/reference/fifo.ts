/** Numbers first in, first out, in a ring that grows. */
export class Fifo {
  count: number = 0
  private values: Float64Array = new Float64Array(1024)
  private head = 0

  push(value: number): void {
    const size = this.values.length
    if (this.count === size) this.grow()
    this.values[(this.head + this.count++) & (this.values.length - 1)] = value
  }

  /** The oldest number; only while `count` is above 0. */
  shift(): number {
    const value = this.values[this.head] as number
    this.head = (this.head + 1) & (this.values.length - 1)
    this.count--
    return value
  }

  private grow(): void {
    const old = this.values
    this.values = new Float64Array(2 * old.length)
    for (let offset = 0; offset < old.length; offset++) {
      this.values[offset] = old[(this.head + offset) & (old.length - 1)] as number
    }
    this.head = 0
  }
}
