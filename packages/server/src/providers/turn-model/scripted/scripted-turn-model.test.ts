import { turnModelKeepsItsContract } from '../contract-suite.js'
import { createScriptedTurnModel } from './scripted-turn-model.js'

turnModelKeepsItsContract('scripted', async () => createScriptedTurnModel([{ probability: 0.5 }]))
