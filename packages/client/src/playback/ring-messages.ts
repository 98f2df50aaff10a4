/** What the ring is told. Samples are at its own rate; parts are numbers, each greater than the one before. */
export type RingOrder =
  | { readonly type: 'push'; readonly part: number; readonly samples: Float32Array }
  /** No more audio of this part will come. */
  | { readonly type: 'end'; readonly part: number }
  | { readonly type: 'flush' }
  /** How much has to be there before it begins to sound. */
  | { readonly type: 'target'; readonly samples: number }

/** What the ring tells. `frame`: number of the output sample at which it was so; `played`: samples of the part that were rendered before it. */
export type RingNews =
  | { readonly type: 'started'; readonly part: number; readonly frame: number }
  | { readonly type: 'drained'; readonly part: number; readonly played: number; readonly frame: number }
  | { readonly type: 'position'; readonly part: number; readonly played: number; readonly frame: number; readonly depth: number; readonly gaps: number }
