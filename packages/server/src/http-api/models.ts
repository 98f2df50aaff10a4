import type { FastifyInstance } from 'fastify'
import type { ApiParts } from './api.js'
import { ApiError } from './api-error.js'

/** `GET /v1/models` and `/v1/models/{id}`: what answers here. The owner tells our own server from language models on this machine. */
export function addModels(app: FastifyInstance, { engine, startedAtMs }: ApiParts): void {
  const created = Math.floor(startedAtMs / 1000)
  const models = () => [...new Set(engine().modelNames)].map((id) => ({ id, object: 'model', created, owned_by: 'sidetone' }))

  app.get('/v1/models', async () => ({ object: 'list', data: models() }))
  // Names of models may hold slashes.
  app.get<{ Params: { '*': string } }>('/v1/models/*', async ({ params: { '*': id } }) => {
    const model = models().find((each) => each.id === id)
    if (!model) throw new ApiError({ status: 404, code: 'model_not_found', message: `The model '${id.slice(0, 100)}' does not exist here.`, param: 'model' })
    return model
  })
}
