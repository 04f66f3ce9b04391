import type { ErrorCode } from './error-code.ts'

/** The file cannot be read. */
export const FILE_CODES: Readonly<Record<string, ErrorCode>> = {
  S001: {
    title: 'not YAML',
    explanation:
      'The text does not follow the rules of YAML, so nothing in it can be trusted; the first place where the ' +
      'rules break is shown. Most often a quote or bracket is not closed, a line is indented differently from ' +
      'its neighbours, or a text with ": " in it needs quotes.',
  },
  S002: {
    title: 'duplicate key',
    explanation:
      'A map has the same key twice. Many tools silently keep the last one, which hides mistakes; here both ' +
      'places are shown and one of them has to go.',
  },
  S003: {
    title: 'anchor or alias',
    explanation:
      'YAML anchors (&name) and aliases (*name) are not part of the scenario language: a few aliases can unfold ' +
      'into gigabytes. A text that begins with "*", such as an edge "* -> payments", needs quotes. To share ' +
      'values between variants, write them in the base and change only what differs.',
  },
  S004: {
    title: 'tag or directive',
    explanation:
      'YAML tags (!!type) and directives (%YAML) are not part of the scenario language. A text that begins with ' +
      '"!" or "%" needs quotes.',
  },
  S005: {
    title: 'merge key',
    explanation: 'The merge key "<<" is not part of the scenario language. Write the values out, or use variants.',
  },
  S006: {
    title: 'second document',
    explanation: 'A file holds one scenario. A line "---" inside it would begin a second one.',
  },
  S007: {
    title: 'impossible key',
    explanation:
      'Keys are texts, and three of them (__proto__, prototype, constructor) are refused because they reach ' +
      'into the objects of JavaScript themselves.',
  },
  S008: {
    title: 'too deep',
    explanation:
      'Maps and lists may lie at most 64 levels inside each other. No scenario needs more; a hostile file could.',
  },
  S009: {
    title: 'too large',
    explanation:
      'A scenario file has at most 1 MiB of text and 100,000 keys and values, and all variants written out have ' +
      'at most 300,000.',
  },
  S010: {
    title: 'control character',
    explanation:
      'The text has a character that no text should have, for example NUL. Usually the file was saved as UTF-16 ' +
      'or is not a text at all: save it as UTF-8.',
  },
  S011: {
    title: 'empty file',
    explanation: 'There is nothing in the file but blanks and comments.',
  },
  S012: {
    title: 'not plain data',
    explanation:
      'A scenario in TypeScript is plain data: texts, finite numbers, truth values, null, lists and maps. ' +
      'Functions, dates, instances of classes, NaN and values that contain themselves have no meaning in a ' +
      'file, and so none here.',
  },
}
