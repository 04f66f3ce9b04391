/** Exact versions, so that a clone gets what was tested, and no host, because a package has no fixed home. */
export function manifestProblems(text: string): readonly string[] {
  const manifest = record(JSON.parse(text))
  const problems = /https?:|git\+/.test(text) ? ['package.json: names a host'] : []
  for (const field of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    for (const [name, version] of Object.entries(record(manifest[field]))) {
      if (typeof version !== 'string' || !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version)) {
        problems.push(`package.json: ${name} ${String(version)} is no exact version`)
      }
    }
  }
  return problems
}

/**
 * A lock file that every machine can use: it names no host, and it has an entry for each optional package, those of
 * other platforms too (`npm ci` refuses a lock file without, and a registry that lacks them leaves them out).
 */
export function lockProblems(text: string): readonly string[] {
  const packages = record(record(JSON.parse(text))['packages'])
  const problems = text.includes('"resolved"')
    ? ['package-lock.json: says where packages came from: set omit-lockfile-registry-resolved and write it anew']
    : []
  for (const [path, entry] of Object.entries(packages)) {
    for (const name of Object.keys(record(record(entry)['optionalDependencies']))) {
      if (packages[`node_modules/${name}`] === undefined && packages[`${path}/node_modules/${name}`] === undefined) {
        problems.push(`package-lock.json: no entry for ${name}, which ${path} may want on another platform`)
      }
    }
  }
  return problems
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
