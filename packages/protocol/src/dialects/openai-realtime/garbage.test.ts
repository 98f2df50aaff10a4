import { wholeMessages } from './fixtures/client-events.js'
import { survivesGarbage } from './fixtures/garbage.suite.js'
import { openaiRealtime } from './index.js'

survivesGarbage(openaiRealtime, wholeMessages)
