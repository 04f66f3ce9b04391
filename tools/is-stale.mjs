import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Whether anything has changed under one of the paths since `out` was built, or `out` was never built. Paths are
 * relative to the working folder.
 * @param {string} out
 * @param {readonly string[]} inputs
 * @returns {boolean}
 */
export function isStale(out, inputs) {
  if (!existsSync(out)) return true
  const built = statSync(out).mtimeMs
  return inputs.some((path) => newest(path) > built)
}

/**
 * When the newest file or folder under `path` changed; a folder changes when an entry goes, too.
 * @param {string} path
 * @returns {number}
 */
function newest(path) {
  const status = statSync(path)
  if (!status.isDirectory()) return status.mtimeMs
  return Math.max(status.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}
