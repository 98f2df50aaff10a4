import { survivesGarbage } from '../openai-realtime/fixtures/garbage.suite.js'
import { wholeMessages } from './fixtures/client-events.js'
import { openaiRealtimeBeta } from './index.js'

survivesGarbage(openaiRealtimeBeta, wholeMessages)
