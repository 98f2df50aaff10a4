/** Closed lists of English words, as a recogniser writes them. Which word may end a turn, and which hardly can. */

export const fillers = set('um uh erm er uhm mm ah eh hm hmm well like so')
/** Two words that hold the floor as a filler does. */
export const fillerPhrases = set("you know|i mean|sort of|kind of|let me see|let us see|let's see", '|')

export const conjunctions = set(
  "and but or nor because 'cause cause if when while although whereas unless until till since whether than as that's plus whenever wherever who whose which",
)
export const determiners = set('a an the my your our their its every each both either neither such another')
export const intensifiers = set('very quite rather extremely pretty too almost')

/** Nothing ends on these but a question or a clause that has put their object first. */
export const prepositions = set(
  'of from with at by into onto per between among during against toward towards upon via within including despite for to except beside besides unlike about',
)
/** Prepositions that end a sentence as the particle of a verb: "come in", "turn it on". */
export const particlePrepositions = set('in on')
export const particleVerbs = set(
  'come came go going log sign check put fill move let get turn turned switch carry keep hold hang join plug bring drop dive zoom start focus played play clicked it them this that me him her us',
)
/** Words that put the object of a preposition or of a verb before it. */
export const wordsThatFront = set('what where who whom how which why whose whatever things thing all everything anything something nothing someone anyone')

export const subjects = set('i we he she they')
export const pronouns = set('i you he she it we they this that these those there')
export const auxiliaries = set('is are was were am be been being has had have do does did will would can could should may might must shall gonna wanna gotta')
/** Question openers. "Will", "may" and the like open one only before a subject. */
export const questionWords = set('what where who whom how when which why whose')
export const questionAuxiliaries = set(
  "is are was were am do does did has have had will would can could should may might shall isn't aren't don't doesn't didn't won't can't couldn't wouldn't",
)
/** Words that open a clause which another clause must follow or have gone before. */
export const subordinators = set('if when while because although though since unless until whenever whether')

/** Turns of their own. */
export const answers = set(
  "yes yeah yep yup no nope nah sure okay ok thanks thank you please correct exactly absolutely definitely certainly great perfect fine good right alright hello hi hey bye goodbye stop never maybe sorry pardon cancel continue help wait i do don't am not of course very much all repeat again both none either that's it nothing",
)
/** As often the first word of a longer turn as a turn of its own. */
export const openers = set('okay ok right alright well oh hey hi hello sorry wait listen look now so yeah')

/** With "I" before them they round a sentence off: "on Monday, I guess". */
export const opinionVerbs = set('guess think suppose believe hope reckon know')
/** Verbs that say little without an object. */
export const transitiveVerbs = set(
  "want wants wanted need needs needed like get gets give gives gave make makes made take takes took put buy send sent bring brought find found have keep let includes included include said says saying tell told consider considered considers become became seem seems seemed got getting making taking having using buying sending finding giving putting reach reaches contains contain retained retain i'd i'll",
)

function set(words: string, separator: string | RegExp = /\s+/): ReadonlySet<string> {
  return new Set(words.split(separator))
}
