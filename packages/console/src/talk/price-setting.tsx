import { currencies } from '../settings/settings.js'
import { useConsoleVoice, useSettings } from '../voice/use-console-voice.js'
import { Field } from './field.js'

const highestPrice = 1_000

/** What a minute of audio costs, for the line below the captions. */
export function PriceSetting() {
  const voice = useConsoleVoice()
  const { pricePerMinute, currency } = useSettings()
  const price = (text: string) => Math.min(highestPrice, Math.max(0, Number(text) || 0))
  return (
    <details>
      <summary>Price of audio</summary>
      <div className="price">
        <Field label="Per minute of your audio">
          <input
            type="number"
            inputMode="decimal"
            min="0"
            max={highestPrice}
            step="any"
            defaultValue={pricePerMinute}
            onChange={({ target }) => void voice.change({ pricePerMinute: price(target.value) })}
          />
        </Field>
        <Field label="Currency">
          <select value={currency} onChange={({ target }) => void voice.change({ currency: target.value })}>
            {currencies.map((code) => (
              <option key={code}>{code}</option>
            ))}
          </select>
        </Field>
      </div>
      <p className="quiet">
        The embedded stack costs nothing. Where a provider counts audio by the minute, set its price: the line below the captions then tells what was spent, and
        what silence saved.
      </p>
    </details>
  )
}
