import { errorTable } from '@sidetone/protocol'
import { z } from 'zod'

/**
 * A script: the calls that are expected, in order, and what to stream for each. As a JSON file:
 *
 *     {
 *       "name": "weather-demo",
 *       "calls": [
 *         { "user": "weather in paris", "answer": ["Let me see. ", { "tool": "get_weather", "arguments": { "city": "Paris" } }] },
 *         { "toolOutput": "21", "answer": ["It is ", { "waitMs": 200 }, "21 degrees."] },
 *         { "answer": ["This will be cut o", { "end": "max-output-tokens" }] },
 *         { "answer": [{ "fail": "language-model-timed-out" }] }
 *       ]
 *     }
 *
 * `user` must be in the last thing that the user said, `toolOutput` in the last result of a function; case and punctuation do not count, and a call
 * without either takes whatever comes. Steps of an answer: a string is one piece of text; `waitMs` passes time; `tool` is one call of a function, named
 * `callId` or `call_1`, `call_2` and so on through the script; `end` closes the answer in another way than by completion, with `usage` if wanted;
 * `fail` throws an error of that code; `hang: true` waits until the answer is cancelled.
 */
const step = z.union([
  z.string().min(1),
  z.strictObject({ waitMs: z.number().nonnegative() }),
  z.strictObject({ tool: z.string().min(1), arguments: z.record(z.string(), z.json()).default({}), callId: z.string().min(1).optional() }),
  z.strictObject({
    end: z.enum(['completed', 'max-output-tokens', 'content-filter']),
    usage: z.strictObject({ inputTokens: z.number(), outputTokens: z.number(), cachedTokens: z.number() }).optional(),
  }),
  z.strictObject({ fail: z.enum(Object.keys(errorTable) as [keyof typeof errorTable]), message: z.string().optional() }),
  z.strictObject({ hang: z.literal(true) }),
])

const call = z.strictObject({ user: z.string().optional(), toolOutput: z.string().optional(), answer: z.array(step) })

export const scriptSchema = z.strictObject({ name: z.string().default('scripted'), seesImages: z.boolean().default(false), calls: z.array(call) })

export type Script = z.input<typeof scriptSchema>
export type ScriptedCall = z.infer<typeof call>
export type ScriptedStep = z.infer<typeof step>
