import { categories, type Filter } from './matches.js'

export function FilterBar({ filter, onChange }: { readonly filter: Filter; readonly onChange: (filter: Filter) => void }) {
  return (
    <search className="wire-filter">
      <label>
        <span>Direction</span>
        <select value={filter.direction} onChange={({ target }) => onChange({ ...filter, direction: target.value as Filter['direction'] })}>
          <option value="both">both</option>
          <option value="sent">↑ sent</option>
          <option value="received">↓ received</option>
        </select>
      </label>
      <label>
        <span>Category</span>
        <select value={filter.category} onChange={({ target }) => onChange({ ...filter, category: target.value as Filter['category'] })}>
          <option value="all">all</option>
          {categories.map((category) => (
            <option key={category} value={category}>
              {category}
            </option>
          ))}
        </select>
      </label>
      <label className="wire-search">
        <span>Search</span>
        <input type="search" value={filter.search} placeholder="type or content" onChange={({ target }) => onChange({ ...filter, search: target.value })} />
      </label>
      <label className="wire-check">
        <input type="checkbox" checked={filter.audio} onChange={({ target }) => onChange({ ...filter, audio: target.checked })} />
        <span>packets of audio</span>
      </label>
    </search>
  )
}
