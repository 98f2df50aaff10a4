/** An amount for people, in the words of this page's language: cents of cents below one. What is no currency stands behind the figure as it is. */
export function money(amount: number, currency: string): string {
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: amount < 1 ? 4 : 2 }
  try {
    return amount.toLocaleString('en', { style: 'currency', currency, ...digits })
  } catch {
    return `${amount.toLocaleString('en', digits)} ${currency}`
  }
}
