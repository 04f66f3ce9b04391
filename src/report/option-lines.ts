const WIDTH = 96

/** Options one after the other, as many in a line as find room there, indented by four. */
export function optionLines(options: readonly { readonly name: string; readonly value: string }[]): string[] {
  const lines: string[] = []
  let line = ''
  for (const { name, value } of options) {
    const option = `${name}: ${value}`
    if (line !== '' && line.length + option.length > WIDTH) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? `    ${option}` : `${line}  ${option}`
  }
  return line === '' ? lines : [...lines, line]
}
