import { createJiti } from 'jiti'

/**
 * The default export of a TypeScript or JavaScript module; `undefined` where it has none. `orrery-sim` in it is always
 * the Orrery that runs, wherever the file lies. A module is code and may do anything: only explicitly named files are
 * loaded.
 *
 * @param path Absolute.
 * @throws whatever the module throws.
 */
export async function loadModule(path: string): Promise<unknown> {
  const self = new URL(import.meta.url.endsWith('.ts') ? '../index.ts' : '../index.js', import.meta.url)
  const jiti = createJiti(import.meta.url, {
    alias: { 'orrery-sim': self.href },
    fsCache: false,
    interopDefault: false,
  })
  const loaded: unknown = await jiti.import(path)
  return typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : undefined
}
