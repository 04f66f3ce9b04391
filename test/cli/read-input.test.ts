import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readScenario, readTrace, SCENARIO_BYTES_MAX } from '../../src/cli/read-input.ts'
import { memoryTerminal } from './support/memory-terminal.ts'
import { temporaryFolders } from './support/temporary-folder.ts'

const newFolder = temporaryFolders()

function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = newFolder()
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}

describe('a scenario on the command line', () => {
  it('is text with its bytes as they are, byte order mark and carriage returns included', async () => {
    const text = '\ufeffname: shop\r\n'
    const cwd = folderWith({ 'shop.yaml': text, 'shop.YML': text, 'shop.json': text })
    for (const file of ['shop.yaml', 'shop.YML', 'shop.json']) {
      const read = await readScenario(file, memoryTerminal({ cwd }))
      expect(read).toEqual({ input: { kind: 'yaml', file, text }, text, folder: cwd })
    }
  })

  it('comes from stdin as -', async () => {
    const terminal = memoryTerminal({ stdin: 'name: shop\n' })
    const read = await readScenario('-', terminal)
    expect(read.input).toEqual({ kind: 'yaml', file: '<stdin>', text: 'name: shop\n' })
    expect(read.folder).toBe(terminal.cwd)
  })

  it('is the default export of a TypeScript or JavaScript module', async () => {
    const cwd = folderWith({
      'shop.ts': "enum Kind { Shop = 'shop' }\nexport default { name: Kind.Shop satisfies string }\n",
      'shop.mjs': "export default { name: 'shop' }\n",
    })
    for (const file of ['shop.ts', 'shop.mjs']) {
      const { input } = await readScenario(file, memoryTerminal({ cwd }))
      expect(input).toEqual({ kind: 'value', file, value: { name: 'shop' }, module: join(cwd, file) })
    }
  })

  it('that cannot be one is refused in one sentence', async () => {
    const cwd = folderWith({
      'big.yaml': Buffer.alloc(SCENARIO_BYTES_MAX + 1, 'a'),
      'broken.yaml': Buffer.from([0x61, 0x3a, 0x0a, 0x62, 0xc3, 0xa4, 0xff, 0x0a]),
      'shop.toml': '',
      'empty.mjs': 'export const name = 1\n',
      'throws.mjs': "throw new TypeError('not today')\n",
      'syntax.ts': 'export default {\n',
    })
    mkdirSync(join(cwd, 'folder'))
    const told = async (file: string): Promise<string> =>
      readScenario(file, memoryTerminal({ cwd })).then(
        () => 'read',
        (error: { exitCode: number; message: string }) => `${error.exitCode} ${error.message}`,
      )
    expect(await told('none.yaml')).toBe('2 There is no file "none.yaml".')
    expect(await told('none')).toBe('2 There is no file "none".')
    expect(await told('folder')).toBe('2 "folder" is a folder; name a scenario file in it.')
    expect(await told('big.yaml')).toBe('2 "big.yaml" is larger than 1 MiB, which no scenario is.')
    expect(await told('broken.yaml')).toBe('2 "broken.yaml" is not UTF-8 text: see line 2, column 3.')
    expect(await told('shop.toml')).toMatch(/^2 "shop.toml" is not a kind of scenario file\.\n {2}known kinds: \.yaml /)
    expect(await told('empty.mjs')).toMatch(/^2 "empty.mjs" has no default export\./)
    expect(await told('throws.mjs')).toBe('2 "throws.mjs" could not be loaded: TypeError: not today')
    expect(await told('syntax.ts')).toMatch(/^2 "syntax.ts" could not be loaded: /)
    expect(await told('-')).toMatch(/^2 Nothing came in on stdin\./)
  })

  it('finds the files it replays beside itself, wherever the command runs', async () => {
    const folder = folderWith({ 'trace.csv': 'at\n1\n' })
    expect(await readTrace('trace.csv', folder)).toBe('at\n1\n')
    expect(await readTrace(join(folder, 'trace.csv'), 'elsewhere')).toBe('at\n1\n')
    expect(await readTrace('none.csv', folder)).toBeUndefined()
  })
})
