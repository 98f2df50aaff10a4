/** Added for answers that are heard. Its own paragraph, after the instructions. */
export const spokenInstructions =
  'Your answer is spoken aloud. Use short plain sentences, begin with a short one, and say no more than is needed. No markup, lists, links, code or emoji. ' +
  'What the user says reaches you through speech recognition and may be misheard; "(inaudible)" stands for speech without words that could be understood, "(silence)" for a long silence.'
