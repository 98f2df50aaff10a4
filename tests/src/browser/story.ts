/** A reply that takes long to say, and knows no pause. */
export const story =
  'one morning a traveller came to a small town by the sea and asked for a room and the keeper of the inn gave him bread and fish and told him of the storm that had taken the bridge ' +
  'and of the people who had built it again with their own hands and the traveller listened until the candles had burned down and the rain had stopped'
