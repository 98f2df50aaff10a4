/** What is wrong with a value, and what it has beyond what is known. Paths are like `response.output[0].id`. */
export interface Findings {
  readonly problems: string[]
  readonly unknownFields: string[]
}

/** A form that values may have. `T` is that form as a type; it exists for the compiler only. */
export interface Shape<T = unknown> {
  /** As it is called in a sentence: `a string`. */
  readonly says: string
  readonly optional?: true
  readonly type?: T
  look(value: unknown, path: string, found: Findings): void
}

export type TypeOf<S> = S extends Shape<infer T> ? T : never
type Optional<T> = Shape<T> & { readonly optional: true }
type Fields = { readonly [name: string]: Shape }
type OptionalNames<F extends Fields> = { [Name in keyof F]: F[Name] extends { optional: true } ? Name : never }[keyof F]
export type ObjectOf<F extends Fields> = { [Name in Exclude<keyof F, OptionalNames<F>>]: TypeOf<F[Name]> } & {
  [Name in OptionalNames<F>]?: TypeOf<F[Name]>
}

function simple<T>(says: string, fits: (value: unknown) => boolean): Shape<T> {
  return {
    says,
    look(value, path, { problems }) {
      if (!fits(value)) problems.push(`${path}: expected ${says}, got ${brief(value)}`)
    },
  }
}

export const string = simple<string>('a string', (value) => typeof value === 'string')
export const number = simple<number>('a number', (value) => typeof value === 'number' && Number.isFinite(value))
export const count = simple<number>('a whole number of at least 0', (value) => Number.isInteger(value) && (value as number) >= 0)
export const boolean = simple<boolean>('a boolean', (value) => typeof value === 'boolean')
export const anything = simple<unknown>('a value', () => true)
export const anyObject = simple<object>('an object', (value) => typeof value === 'object' && value !== null && !Array.isArray(value))

export function word<const W extends string>(...words: readonly W[]): Shape<W> {
  return simple<W>(words.map((each) => `"${each}"`).join(' or '), (value) => (words as readonly unknown[]).includes(value))
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return {
    says: `${shape.says} or null`,
    look(value, path, found) {
      if (value !== null) shape.look(value, path, found)
    },
  }
}

/** A field that may be absent. */
export function optional<T>(shape: Shape<T>): Optional<T> {
  return { ...shape, optional: true }
}

export function list<T>(of: Shape<T>): Shape<T[]> {
  return {
    says: 'an array',
    look(value, path, found) {
      if (!Array.isArray(value)) found.problems.push(`${path}: expected an array, got ${brief(value)}`)
      else for (const [index, each] of value.entries()) of.look(each, `${path}[${index}]`, found)
    },
  }
}

/** An object with at least these fields. Others are noted, since servers may add to the API. */
export function object<F extends Fields>(fields: F): Shape<ObjectOf<F>> & { readonly fields: F } {
  return {
    says: 'an object',
    fields,
    look(value, path, found) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        found.problems.push(`${path}: expected an object, got ${brief(value)}`)
        return
      }
      const given = value as { readonly [name: string]: unknown }
      for (const [name, shape] of Object.entries(fields)) {
        const inside = path === '' ? name : `${path}.${name}`
        if (given[name] !== undefined) shape.look(given[name], inside, found)
        else if (!shape.optional) found.problems.push(`${inside}: missing, expected ${shape.says}`)
      }
      for (const name of Object.keys(given)) if (!(name in fields)) found.unknownFields.push(path === '' ? name : `${path}.${name}`)
    },
  }
}

/** One of several objects, told apart by the word in the field `by`. Words that are not known are noted, not refused. */
export function variant<C extends { readonly [word: string]: Shape }>(by: string, cases: C): Shape<TypeOf<C[keyof C]>> {
  return {
    says: `an object with a ${by}`,
    look(value, path, found) {
      const name = typeof value === 'object' && value !== null ? (value as { readonly [field: string]: unknown })[by] : undefined
      if (typeof name !== 'string') found.problems.push(`${path}: expected an object with a ${by}, got ${brief(value)}`)
      else if (cases[name]) cases[name].look(value, path, found)
      else found.unknownFields.push(`${path}.${by} "${name}"`)
    },
  }
}

/** Either of two forms that a test can tell apart. */
export function either<A, B>(isFirst: (value: unknown) => boolean, first: Shape<A>, second: Shape<B>): Shape<A | B> {
  return {
    says: `${first.says} or ${second.says}`,
    look: (value, path, found) => (isFirst(value) ? first : second).look(value, path, found),
  }
}

/** A value in a few words. */
export function brief(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}
