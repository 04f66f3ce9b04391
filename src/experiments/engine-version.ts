/**
 * The version of this package. A run is a function of engine version, scenario and seed, so every result names it; a
 * test holds it equal to `package.json`.
 */
export const ENGINE_VERSION = '0.1.0' as const
