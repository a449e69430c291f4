/**
 * The body of a request in the form of the specification, message first. Takes JSON texts, so that
 * a message is stringified only once.
 */
export function encodeMessage(
  messageJson: string,
  senderJson: string,
  friendJson: string | undefined,
): string {
  const friend = friendJson === undefined ? '' : `,"friend":${friendJson}`
  return `{"message":${messageJson},"type":"message","sender":${senderJson}${friend}}`
}

/** Like {@link encodeMessage}, for an announce. */
export function encodeAnnounce(senderJson: string, friendJson: string | undefined): string {
  const friend = friendJson === undefined ? '' : `,"friend":${friendJson}`
  return `{"message":null,"type":"announce","sender":${senderJson}${friend}}`
}
