// What the language model says to every client here: told by what the user said last.

export const story =
  'one morning a traveller came to a small town by the sea and asked for a room, and the keeper of the inn gave him bread and fish, and told him of the storm that had taken the bridge, ' +
  'and of the people who had built it again with their own hands, and the traveller listened until the candles had burned down and the rain had stopped'

export const heard = 'I heard you well.'
export const sunny = 'It is sunny in Paris.'
export const askedForWeather = 'What is the weather in Paris?'
export const askedForStory = 'Tell me a story.'
export const goodbye = 'Goodbye.'
export const farewell = 'Have a good day.'

export const script = {
  calls: [
    { answer: [heard] },
    { user: 'weather', answer: [{ tool: 'get_weather', arguments: { city: 'Paris' } }] },
    { toolOutput: 'sunny', answer: [sunny] },
    { user: 'story', answer: [story] },
    { user: 'goodbye', answer: [farewell] },
  ],
}
