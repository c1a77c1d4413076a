"""Who wishes for the letter or the package, and who only asks about them."""

import pytest

from recommendation.asking import Wish, wished


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("出推荐函", Wish()),
        ("帮我生成推荐材料", Wish()),
        ("请起草一份推荐函和工作报告。", Wish()),
        ("出福州市的推荐函", Wish("福州市")),
        ("帮我出一份福州市的推荐函", Wish("福州市")),
        ("生成平潭综合实验区的推荐材料包", Wish("平潭综合实验区")),
        ("出推荐函，联系人张三，电话0591-87654321", Wish("", "张三", "0591-87654321")),
        ("打包厦门市报送材料，电话13800000000", Wish("厦门市", "", "13800000000")),
        ("推荐函怎么写", None),
        ("推荐函要盖章吗", None),
        ("工作报告有字数要求吗", None),
        ("填推荐汇总表", None),
        ("联系人是谁", None),
        ("要推荐函吗", None),
        ("", None),
    ],
)
def test_a_wish(said: str, wish: Wish | None) -> None:
    assert wished(said) == wish
