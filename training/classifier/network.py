"""The network: LayoutLM of `transformers` at a size for CPUs, new, or on the encoder of another model."""

from __future__ import annotations

from pathlib import Path

from transformers import AutoConfig, AutoModel, LayoutLMConfig, LayoutLMForMaskedLM, LayoutLMForTokenClassification

from gouji.models.classifier.glyphs import GRID, TYPES
from gouji.models.classifier.label_set import label_set
from gouji.models.classifier.vocabulary import Vocabulary
from gouji.models.classifier.windows import SIZE

_HIDDEN, _LAYERS, _HEADS, _BETWEEN = 192, 4, 3, 768
"""Of the network that is made here: some two million weights, as many as two cores can train in an hour."""


def new_config(vocabulary: Vocabulary) -> LayoutLMConfig:
    """The shape of a network of our own."""
    return LayoutLMConfig(
        vocab_size=len(vocabulary),
        hidden_size=_HIDDEN,
        num_hidden_layers=_LAYERS,
        num_attention_heads=_HEADS,
        intermediate_size=_BETWEEN,
        pad_token_id=vocabulary.filling,
        **_of_this_task(),
    )


def new_language_model(vocabulary: Vocabulary) -> LayoutLMForMaskedLM:
    """A network to pre-train, with random weights."""
    return LayoutLMForMaskedLM(new_config(vocabulary))


def classifier(base: str | None, vocabulary: Vocabulary) -> LayoutLMForTokenClassification:
    """A network to fine-tune: on a pre-trained one of ours, on any encoder of BERT's kind, or new.

    ``base``: a folder, or the name of a model on the hub (which needs a network).

    Raises:
        OSError: the base cannot be found.
    """
    if base is None:
        return LayoutLMForTokenClassification(new_config(vocabulary))
    config = AutoConfig.from_pretrained(base)
    if isinstance(config, LayoutLMConfig):
        _name_labels(config)
        return LayoutLMForTokenClassification.from_pretrained(base, config=config)
    return _on_encoder(base, config, vocabulary)


def _on_encoder(base: str, config: AutoConfig, vocabulary: Vocabulary) -> LayoutLMForTokenClassification:
    """LayoutLM is BERT with places: everything else is taken from an encoder of that kind."""
    shape = {key: value for key, value in config.to_dict().items() if key in LayoutLMConfig().to_dict()}
    shape |= {"vocab_size": len(vocabulary), "max_position_embeddings": config.max_position_embeddings}
    shape.pop("model_type", None)
    made = LayoutLMForTokenClassification(LayoutLMConfig(**(shape | _of_this_task())))
    own = made.layoutlm.state_dict()
    given = AutoModel.from_pretrained(base).state_dict()
    made.layoutlm.load_state_dict(
        {k: v for k, v in given.items() if k in own and v.shape == own[k].shape}, strict=False
    )
    return made


def _of_this_task() -> dict[str, object]:
    config = LayoutLMConfig()
    _name_labels(config)
    return {
        "max_position_embeddings": SIZE,
        "max_2d_position_embeddings": GRID + 1,
        "type_vocab_size": TYPES,
        "id2label": config.id2label,
        "label2id": config.label2id,
    }


def _name_labels(config: LayoutLMConfig) -> None:
    names = label_set().names()
    config.id2label = dict(enumerate(names))
    config.label2id = {name: number for number, name in enumerate(names)}


def vocabulary_of(base: str) -> Path:
    """The vocabulary of a base, as a file."""
    local = Path(base) / "vocab.txt"
    if local.is_file():
        return local
    from huggingface_hub import hf_hub_download

    return Path(hf_hub_download(base, "vocab.txt"))
