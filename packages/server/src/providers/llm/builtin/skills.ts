import { calculation } from './calculation.js'
import { courtesies } from './courtesies.js'
import { introduction } from './introduction.js'
import { recollection } from './recollection.js'
import { repetition } from './repetition.js'
import type { Skill } from './skill.js'
import { spelling } from './spelling.js'
import { timeAndDate } from './time-and-date.js'

/** In the order in which they are asked: first those that take the user's words as they are, whatever these say. */
export const skills: readonly Skill[] = [recollection, repetition, spelling, calculation, timeAndDate, introduction, courtesies]
