"""The network: an encoder of `transformers` that is told where each glyph stands, in the manner of LayoutLM."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn
from transformers import AutoConfig, AutoModel, ModernBertConfig, PreTrainedConfig, PreTrainedModel
from transformers.modeling_outputs import TokenClassifierOutput

from gouji.models.classifier.glyphs import GRID, TYPES
from gouji.models.classifier.label_set import label_set
from gouji.models.classifier.vocabulary import Vocabulary
from gouji.models.classifier.windows import SIZE

_HIDDEN, _HEADS, _BETWEEN = 192, 3, 512
"""Of the network that is made here: some two million weights."""

_NEAR, _FAR = "sliding_attention", "full_attention"
_LAYERS = (_NEAR, _FAR, _NEAR, _FAR)
"""Layers that see the glyphs around, in turn with layers that see the whole window."""
_WINDOW = 32
"""Glyphs that a layer of the first kind sees: a label and what stands on both sides of it."""


class GlyphConfig(PreTrainedConfig):  # type: ignore[misc]
    """Shape of a network on glyphs: that of its encoder, and the labels."""

    model_type = "gouji_glyphs"
    sub_configs = {"encoder": AutoConfig}  # noqa: RUF012
    encoder: PreTrainedConfig

    def __init__(self, encoder: PreTrainedConfig | dict[str, object] | None = None, **others: object) -> None:
        """Take the encoder's shape, as an object or as its JSON."""
        if isinstance(encoder, dict):
            encoder = AutoConfig.for_model(**encoder)
        self.encoder = encoder or ModernBertConfig()
        super().__init__(**others)


AutoConfig.register(GlyphConfig.model_type, GlyphConfig)


class _OnGlyphs(PreTrainedModel):  # type: ignore[misc]
    """An encoder whose input is the sum of what a glyph is, where its edges stand, and what it stands in.

    Inputs: ``input_ids``, ``token_type_ids``, ``attention_mask``: (n, size); ``bbox``: (n, size, 4) in [0, GRID].
    """

    config_class = GlyphConfig
    _supports_sdpa = True

    def __init__(self, config: GlyphConfig) -> None:
        super().__init__(config)
        width = config.encoder.hidden_size
        self.encoder = AutoModel.from_config(config.encoder)
        self.across = nn.Embedding(GRID + 1, width)
        self.down = nn.Embedding(GRID + 1, width)
        self.types = nn.Embedding(TYPES, width)

    def forward(
        self,
        input_ids: torch.Tensor,
        bbox: torch.Tensor,
        token_type_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        labels: torch.Tensor | None = None,
    ) -> TokenClassifierOutput:
        """Logits, (n, size, outputs), and the loss over labels that are not negative."""
        left, top, right, bottom = bbox.unbind(-1)
        given = self.encoder.get_input_embeddings()(input_ids) + self.types(token_type_ids)
        given = given + self.across(left) + self.across(right) + self.down(top) + self.down(bottom)
        logits = self.told(self.encoder(inputs_embeds=given, attention_mask=attention_mask).last_hidden_state)
        return TokenClassifierOutput(loss=_loss(logits, labels), logits=logits)

    def told(self, states: torch.Tensor) -> torch.Tensor:
        """The states of the glyphs, (n, size, width), as logits of what is to be told of them."""
        raise NotImplementedError


class GlyphLanguageModel(_OnGlyphs):
    """Tells hidden glyphs."""

    def __init__(self, config: GlyphConfig) -> None:
        """A new network of a shape."""
        super().__init__(config)
        self.glyphs = nn.Linear(config.encoder.hidden_size, config.encoder.vocab_size)
        self.post_init()

    def told(self, states: torch.Tensor) -> torch.Tensor:
        """Logits of the vocabulary."""
        logits: torch.Tensor = self.glyphs(states)
        return logits


class GlyphClassifier(_OnGlyphs):
    """Labels glyphs."""

    def __init__(self, config: GlyphConfig) -> None:
        """A new network of a shape."""
        super().__init__(config)
        self.labels = nn.Linear(config.encoder.hidden_size, config.num_labels)
        self.post_init()

    def told(self, states: torch.Tensor) -> torch.Tensor:
        """Logits of the labels."""
        logits: torch.Tensor = self.labels(states)
        return logits


def _loss(logits: torch.Tensor, labels: torch.Tensor | None) -> torch.Tensor | None:
    return None if labels is None else nn.functional.cross_entropy(logits.flatten(0, 1).float(), labels.flatten())


def new_language_model(vocabulary: Vocabulary) -> GlyphLanguageModel:
    """A network to pre-train, with random weights."""
    return GlyphLanguageModel(_config(_encoder_config(vocabulary)))


def classifier(base: str | None, vocabulary: Vocabulary) -> GlyphClassifier:
    """A network to fine-tune: on a pre-trained one of ours, on any encoder of the hub's format, or new.

    ``base``: a folder, or the name of a model on the hub (which needs a network).

    Raises:
        OSError: the base cannot be found.
    """
    if base is None:
        return GlyphClassifier(_config(_encoder_config(vocabulary)))
    config = AutoConfig.from_pretrained(base)
    if isinstance(config, GlyphConfig):
        ours: GlyphClassifier = GlyphClassifier.from_pretrained(base)
        return ours
    made = GlyphClassifier(_config(config))
    made.encoder = AutoModel.from_pretrained(base)
    return made


def _encoder_config(vocabulary: Vocabulary) -> ModernBertConfig:
    """ModernBERT: by its rotations it sees how far apart two glyphs are, which learnt places are slow to tell."""
    return ModernBertConfig(
        vocab_size=len(vocabulary),
        hidden_size=_HIDDEN,
        num_hidden_layers=len(_LAYERS),
        num_attention_heads=_HEADS,
        intermediate_size=_BETWEEN,
        max_position_embeddings=SIZE,
        layer_types=list(_LAYERS),
        local_attention=_WINDOW,
        pad_token_id=vocabulary.filling,
        **dict.fromkeys(("bos_token_id", "eos_token_id", "cls_token_id", "sep_token_id")),
    )


def _config(encoder: PreTrainedConfig) -> GlyphConfig:
    names = label_set().names()
    return GlyphConfig(
        encoder, id2label=dict(enumerate(names)), label2id={name: number for number, name in enumerate(names)}
    )


def vocabulary_of(base: str) -> Path:
    """The vocabulary of a base, as a file."""
    local = Path(base) / "vocab.txt"
    if local.is_file():
        return local
    from huggingface_hub import hf_hub_download

    return Path(hf_hub_download(base, "vocab.txt"))
