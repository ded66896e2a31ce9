"""The ways to speak to an assistant: browser, openai, http, replay. Each holds one session."""
