"""The NLU component: intent, topic and segments of a message."""

# No ``from __future__ import annotations`` here: Rasa's graph reads the annotations.
import re
from typing import Any, Dict, List, Sequence, Text, Tuple, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components import segments
from components.model import LabelModel, Prediction
from components.text import has_words, normalise

UNKNOWN = "nlu_fallback"
TOPICS = "ask/"
_OF_PART = ("text", "intent", "confidence", "topics")
_ASKING = re.compile("谁|什么|啥|怎|多少|几|哪|吗|呢|何时|如何")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent, IntentClassifier):
    """Classifies a message as a whole and each question in it.

    Sets on the message, beside Rasa's ``intent`` and ``intent_ranking``:

    - ``topic``: the best topic of the first question, or None;
    - ``segments``: a list of ``{text, start, end, intent, topic, confidence, similarity, topics,
      parts}``; ``parts``: what stands between the marks of a segment that was not cut there, each
      ``{text, intent, confidence, topics}``, for whoever cuts it by other means;
    - ``similarity``: that of the segment that decided the intent.
    """

    @classmethod
    def required_components(cls) -> List[Type]:
        """The tokenizer loads the words of the domain into jieba, which the features use."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Default levels; what each means is explained in config.yml."""
        return {
            "longest_ngram": 3,
            "rarest_term": 2,
            "dense_weight": 1.0,
            "sparse_weight": 1.0,
            "regularisation": 8.0,
            "iterations": 80,
            "tolerance": 0.001,
            "nearness": 4.0,
            "topic_confidence": 0.2,
            "topic_similarity": 0.38,
            "sure_confidence": 0.6,
            "intent_confidence": 0.2,
            "split_confidence": 0.6,
            "joined_rank": 4,
            "most_parts": 8,
            "most_segments": 6,
            "standalone": [],
            "plain_check": "",
            "keeps_facts": [],
        }

    def __init__(
        self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model: Any = None

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "TopicClassifier":
        """Creates an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "TopicClassifier":
        """Loads a trained component."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as directory:
            component._model = LabelModel.restore(directory)
        component._model.predict(["您好"])  # loads the encoder now, not with the first visitor
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Fits the model on all examples that carry an intent."""
        pairs = sorted(
            {
                (normalise(example.get(TEXT)), example.get_full_intent())
                for example in training_data.intent_examples
                if example.get(TEXT)
            }
        )
        self._model = LabelModel.fit([p[0] for p in pairs], [p[1] for p in pairs], self._config)
        with self._model_storage.write_to(self._resource) as directory:
            self._model.save(directory)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Classifies messages; no text, however odd, raises."""
        for message in messages:
            text = message.get(TEXT) or ""
            found = self.segment(text)
            main = _main(found)
            message.set("segments", found, add_to_output=True)
            message.set("topic", main["topic"], add_to_output=True)
            message.set("similarity", main["similarity"], add_to_output=True)
            message.set(
                INTENT,
                {"name": main["intent"], "confidence": main["confidence"]},
                add_to_output=True,
            )
            message.set(INTENT_RANKING_KEY, self._ranking(main), add_to_output=True)
            if text.lstrip().startswith("/"):
                # Rasa takes "/restart" as a command; a visitor's slash is text like any other.
                message.set(TEXT, text.replace("/", "／", 1))
        return messages

    def segment(self, text: Text) -> List[Dict[Text, Any]]:
        """Return the segments of a message, at least one."""
        found: List[Dict[Text, Any]] = []
        for sentence in segments.sentences(text):
            described = [self._described(*part) for part in self._split(text, sentence)]
            if found and len(described) == 1 and described[0]["intent"] == UNKNOWN:
                described = self._continued(text, found.pop(), described[0])
            found.extend(described)
        return _merged(text, found)[: self._config["most_segments"]]

    def _continued(
        self, text: Text, before: Dict[Text, Any], segment: Dict[Text, Any]
    ) -> List[Dict[Text, Any]]:
        """Read a sentence that says nothing alone ("行不行？") with the one before it."""
        both = segments.Piece(
            text[before["start"] : segment["end"]], before["start"], segment["end"]
        )
        joint = self._described(both, self._model.predict([normalise(both.text)])[0])
        joint["parts"] = _parts_of(before) + _parts_of(segment)
        return [before, segment] if joint["intent"] in (UNKNOWN, before["intent"]) else [joint]

    def _split(
        self, text: Text, sentence: segments.Piece
    ) -> List[Tuple[segments.Piece, Prediction, List[Tuple[segments.Piece, Prediction]]]]:
        """Cut a sentence only where both sides are surely about different things; each group with
        the parts that it was made of."""
        parts = segments.parts(text, sentence, self._config["most_parts"])
        whole = self._model.predict([normalise(sentence.text)])[0]
        if len(parts) < 2:
            return [(sentence, whole, [])]
        each = self._model.predict([normalise(part.text) for part in parts])
        read = list(zip(parts, each, strict=True))
        keys = self._keys(whole, parts, each)
        if len({key for key in keys if key}) < 2 or not any(map(_topic, keys)):
            return [(sentence, whole, read)]
        groups = segments.regroup(text, parts, keys)
        predictions = self._model.predict([normalise(group.text) for group in groups])
        within = [
            [(part, one) for part, one in read if group.start <= part.start < group.end]
            for group in groups
        ]
        return list(zip(groups, predictions, within, strict=True))

    def _keys(
        self, whole: Prediction, parts: List[segments.Piece], each: List[Prediction]
    ) -> List[str]:
        """Name what each part is about on its own; empty where it is not sure to be a question."""
        likely = whole.labels[: self._config["joined_rank"]]
        keys = []
        for part, prediction in zip(parts, each, strict=True):
            label = prediction.labels[0]
            sure = prediction.confidences[0] >= self._config["split_confidence"]
            alone = _topic(label) or label in self._config["standalone"]
            alone = alone or (label == "start_check" and self._checks_plainly(part.text))
            if part.joined and label not in likely and not _ASKING.search(part.text):
                sure = False
            keys.append(label if sure and (alone or label == "inform") else "")
        for i in range(len(parts) - 1):
            # "示范县和示范机构…": the word joins two things unless both sides are questions.
            if parts[i + 1].joined and not (_topic(keys[i]) and _topic(keys[i + 1])):
                keys[i] = ""
        return self._with_facts(keys)

    def _checks_plainly(self, text: Text) -> bool:
        pattern = self._config["plain_check"]
        return bool(pattern) and re.search(pattern, text) is not None

    def _with_facts(self, keys: List[str]) -> List[str]:
        """Leave a statement with the question it belongs to: "入住率60%，行吗" needs its number."""
        following = ""
        for i in reversed(range(len(keys))):
            if keys[i] != "inform":
                following = keys[i] or following
            elif not _topic(following) or following[len(TOPICS) :] in self._config["keeps_facts"]:
                keys[i] = ""
        return keys

    def _described(
        self,
        piece: segments.Piece,
        prediction: Prediction,
        within: Sequence[Tuple[segments.Piece, Prediction]] = (),
    ) -> Dict[Text, Any]:
        parts = [self._described(*part) for part in within] if len(within) > 1 else []
        label, confidence = prediction.labels[0], prediction.confidences[0]
        if not has_words(piece.text):
            label, confidence = UNKNOWN, 1.0
        topics = [
            {"topic": name[len(TOPICS) :], "confidence": round(value, 4)}
            for name, value in zip(prediction.labels, prediction.confidences, strict=True)
            if _topic(name)
        ][:3]
        known = self._known(label, confidence, prediction.similarity)
        return {
            "text": piece.text,
            "start": piece.start,
            "end": piece.end,
            "intent": (label.split("/")[0] if known else UNKNOWN),
            "topic": label[len(TOPICS) :] if _topic(label) and known else None,
            "confidence": round(confidence, 4),
            "similarity": round(prediction.similarity, 4),
            "topics": topics,
            "parts": [{name: part[name] for name in _OF_PART} for part in parts],
        }

    def _known(self, label: Text, confidence: float, similarity: float) -> bool:
        if not _topic(label):
            return confidence >= self._config["intent_confidence"]
        return confidence >= self._config["topic_confidence"] and (
            similarity >= self._config["topic_similarity"]
            or confidence >= self._config["sure_confidence"]
        )

    def _ranking(self, main: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        first = {"name": main["intent"], "confidence": main["confidence"]}
        prediction = self._model.predict([normalise(main["text"])])[0]
        rest: Dict[Text, float] = {}
        for label, value in zip(prediction.labels, prediction.confidences, strict=True):
            name = label.split("/")[0]
            rest[name] = max(rest.get(name, 0.0), value)
        rest.pop(main["intent"], None)
        return [first] + [
            {"name": name, "confidence": round(value, 4)} for name, value in list(rest.items())[:4]
        ]


def _topic(label: Text) -> bool:
    return label.startswith(TOPICS)


def _main(found: List[Dict[Text, Any]]) -> Dict[Text, Any]:
    """The segment that decides the intent: the first question, else the first that says more
    than a courtesy, else the first. A question beside a courtesy may be one that it cannot name."""
    for wanted in (
        lambda s: s["intent"] == "ask",
        lambda s: s["intent"] not in (UNKNOWN, "greet", "thank", "chitchat", "inform"),
        lambda s: s["intent"] == UNKNOWN and _ASKING.search(s["text"]),
        lambda s: s["intent"] not in (UNKNOWN, "greet", "thank"),
        lambda s: s["intent"] != UNKNOWN,
    ):
        for segment in found:
            if wanted(segment):
                return segment
    return found[0]


def _parts_of(segment: Dict[Text, Any]) -> List[Dict[Text, Any]]:
    """The parts of a segment; one that has none is its own."""
    return segment["parts"] or [{name: segment[name] for name in _OF_PART}]


def _merged(text: Text, found: List[Dict[Text, Any]]) -> List[Dict[Text, Any]]:
    """Join neighbours that say the same, so that a statement in two sentences is one segment."""
    merged: List[Dict[Text, Any]] = []
    for segment in found:
        last = merged[-1] if merged else None
        if last and (last["intent"], last["topic"]) == (segment["intent"], segment["topic"]):
            best = max(last, segment, key=lambda s: s["confidence"])
            merged[-1] = {
                **best,
                "text": re.sub(r"\s+$", "", text[last["start"] : segment["end"]]),
                "start": last["start"],
                "end": segment["end"],
                "parts": _parts_of(last) + _parts_of(segment),
            }
        else:
            merged.append(segment)
    return merged
